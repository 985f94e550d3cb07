/* `supervisor run`. */
#include "commands.h"

#include "cli.h"
#include "start.h"

#include <string.h>

int command_run(char **arguments, char **environment)
{
    bool demo = arguments[0] && strcmp(arguments[0], "--demo") == 0;
    if (arguments[demo ? 1 : 0])
        cli_usage("supervisor", "« run » ne connaît pas « %s » ; seule l'option --demo existe.",
                  arguments[demo ? 1 : 0]);
    return start_service(demo, environment);
}
