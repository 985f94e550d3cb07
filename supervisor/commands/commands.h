/* What can be asked of the program `supervisor`; each returns the exit status. */
#ifndef VIGIE_COMMANDS_H
#define VIGIE_COMMANDS_H

/* `arguments` are those behind the command's name, NULL-terminated. `environment` is the process's own; the
 * commands that read secrets wipe them there. */
int command_run(char **arguments, char **environment);
int command_check(char **arguments, char **environment);
int command_status(char **arguments, char **environment);
int command_restart(char **arguments, char **environment);
int command_logs(char **arguments, char **environment);
int command_reload(char **arguments, char **environment);
int command_stop(char **arguments, char **environment);
int command_healthcheck(char **arguments, char **environment);
int command_test_alert(char **arguments, char **environment);

#endif
