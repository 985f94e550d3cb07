/* How a program ends, as CONTRACT section 1 lists it (the numbers of sysexits.h). */
#ifndef VIGIE_EXIT_STATUS_H
#define VIGIE_EXIT_STATUS_H

enum exit_status {
    EXIT_NORMAL = 0,
    EXIT_USAGE = 64,
    EXIT_INTERNAL = 70,
    EXIT_TEMPORARY = 75,
    EXIT_CONFIGURATION = 78,
};

#endif
