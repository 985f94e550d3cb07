/* `supervisor reload` */
#include "commands.h"

#include "ask_service.h"
#include "cli.h"
#include "control_socket.h"
#include "exit_status.h"

int command_reload(char **arguments, char **environment)
{
    struct service_place place;
    if (arguments[0])
        cli_usage("supervisor", "« reload » n'a pas d'option.");
    int status = find_service(environment, &place);
    return status == EXIT_NORMAL ? ask_found_service(&place, "reload", CONTROL_LATER_MS / 1000 + 1) : status;
}
