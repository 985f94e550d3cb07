/* `supervisor restart` */
#include "commands.h"

#include "ask_service.h"
#include "cli.h"
#include "control_request.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int command_restart(char **arguments, char **environment)
{
    char names[CONTROL_NAMES_SIZE], line[CONTROL_LINE_MOST];
    enum worker worker = WORKER_GATEWAY;
    control_worker_names(names, sizeof(names));
    if (!arguments[0])
        cli_usage("supervisor", "« restart » attend un programme (%s) ou « all ».", names);
    bool all = strcmp(arguments[0], "all") == 0;
    if (!all && !worker_named(arguments[0], &worker))
        cli_usage("supervisor", "le programme « %s » n'existe pas. Choisissez parmi : %s, all.", arguments[0],
                  names);
    if (arguments[1])
        cli_usage("supervisor", "« restart » attend un seul programme, ou « all ».");
    snprintf(line, sizeof(line), "restart %s", all ? "all" : worker_name(worker));
    return ask_service(line, environment);
}
