/* The environment of a worker, built from nothing: its own public settings, and the few variables that
 * libraries below us read. Secrets never stand in it. */
#ifndef VIGIE_WORKER_ENVIRONMENT_H
#define VIGIE_WORKER_ENVIRONMENT_H

#include "settings.h"

/* A NULL-terminated array for execve, freed by worker_environment_free. `inherited`: the supervisor's own. */
char **worker_environment(const struct settings *settings, enum setting_readers reader,
                          char *const *inherited);
void worker_environment_free(char ***environment);

#endif
