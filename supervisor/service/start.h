/* The start of the service: everything that must be right before the first worker is started. */
#ifndef VIGIE_START_H
#define VIGIE_START_H

#include <stdbool.h>

/* Prepares the service, runs it to its end, returns the exit status; what forbids a start is said on stderr.
 * `environment` is the process's own: its secrets are wiped there. Called once. */
int start_service(bool demo, char **environment);

#endif
