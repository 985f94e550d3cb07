/* The running service: everything that lives between "started" and "stopped". */
#ifndef VIGIE_SERVICE_H
#define VIGIE_SERVICE_H

#include "service_options.h"

/* Runs until it was told to stop and everybody is gone. Returns the exit status. */
int service_run(struct service_options *options);

#endif
