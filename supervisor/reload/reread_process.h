/* The process that reads the settings again for a running supervisor: a disk that stalls holds up this one
 * only, and no secret comes near the supervisor's memory. It is the supervisor's own program, started with
 * the name REREAD_COMMAND and a socket at WORKER_FD_CHANNEL. */
#ifndef VIGIE_REREAD_PROCESS_H
#define VIGIE_REREAD_PROCESS_H

#define REREAD_COMMAND "reread"

/* Returns the exit status. `environment` is the supervisor's, without its secrets. */
int reread_process(char **environment);

#endif
