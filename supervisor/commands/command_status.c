/* `supervisor status` */
#include "commands.h"

#include "ask_service.h"
#include "cli.h"

#include <stdbool.h>
#include <string.h>

int command_status(char **arguments, char **environment)
{
    bool json = arguments[0] && strcmp(arguments[0], "--json") == 0;
    if (arguments[json ? 1 : 0])
        cli_usage("supervisor", "« status » ne connaît pas « %s » ; seule l'option --json existe.",
                  arguments[json ? 1 : 0]);
    return ask_service(json ? "status --json" : "status", environment);
}
