/* How a process ended, in words. Pure. */
#ifndef VIGIE_EXIT_CAUSE_H
#define VIGIE_EXIT_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#define EXIT_CAUSE_SIZE 64

/* `wait_status` as wait(2) gives it: "signal 9 (Killed)", "status 70". Returns `text`. */
const char *exit_cause_describe(int wait_status, char *text, size_t size);

/* It said that its configuration is wrong (EXIT_CONFIGURATION). */
bool exit_cause_is_configuration(int wait_status);
/* It ended as a program that finished its work. */
bool exit_cause_is_normal(int wait_status);
/* Normal, or by the SIGTERM that asked for it, which a worker that has only just started does not handle yet.
 */
bool exit_cause_is_asked(int wait_status);

#endif
