/* Finding the service that runs with our settings, and asking it something: for the commands that speak to a
 * running supervisor. */
#ifndef VIGIE_ASK_SERVICE_H
#define VIGIE_ASK_SERVICE_H

#include <limits.h>

/* Where the service that STATE_DIR names has its control socket: there, or where a demo keeps its own. */
struct service_place {
    char folder[PATH_MAX];
};

/* Reads the settings and looks whether a supervisor answers. Returns EXIT_NORMAL, or, having said on stderr
 * why there is none to ask, EXIT_TEMPORARY. */
int find_service(char **environment, struct service_place *ret_place);

/* One line to it; what it says goes to stdout, or to stderr where the status is not EXIT_NORMAL. Returns that
 * status; EXIT_TEMPORARY, having said why, if there is no answer within `patience_s`. */
int ask_found_service(const struct service_place *place, const char *line, int patience_s);

/* Both, with the patience of a question that is answered at once. */
int ask_service(const char *line, char **environment);

#endif
