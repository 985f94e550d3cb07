/* `supervisor status` and `supervisor restart`: questions to the running supervisor. */
#include "commands.h"

#include "cli.h"
#include "control_socket.h"
#include "exit_status.h"
#include "settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* In STATE_DIR, or where a demo keeps its own. */
static struct err ask_where_it_runs(const char *state_folder, const char *line, struct buffer *reply,
                                    int *ret_status)
{
    char demo[PATH_MAX];
    struct err e = control_ask(state_folder, line, reply, ret_status);
    if (e.kind != ERR_UNAVAILABLE)
        return e;
    int n = snprintf(demo, sizeof(demo), "%s/demo", state_folder);
    return n > 0 && (size_t)n < sizeof(demo) ? control_ask(demo, line, reply, ret_status) : e;
}

static int ask(const char *line, char **environment)
{
    struct settings settings;
    struct buffer reply;
    char cause[160];
    int status = EXIT_TEMPORARY;
    settings_load(&settings, environment, ".env", false);
    buffer_init(&reply, CONTROL_REPLY_MOST + 16);
    const char *folder = settings_text(&settings, SETTING_STATE_DIR);
    struct err e = ask_where_it_runs(folder, line, &reply, &status);
    if (!err_is(e))
        fputs(buffer_string(&reply), status == EXIT_NORMAL ? stdout : stderr);
    else if (e.kind == ERR_UNAVAILABLE)
        fprintf(stderr,
                "supervisor: aucun service ne tourne avec STATE_DIR=%s. Lancez « supervisor run », ou donnez "
                "le STATE_DIR du "
                "service.\n",
                folder);
    else if (e.code == EACCES || e.code == EPERM)
        fprintf(stderr, "supervisor: ce service appartient à un autre utilisateur. Demandez en son nom, ou "
                        "comme root.\n");
    else
        fprintf(stderr, "supervisor: le service ne répond pas (%s). Réessayez.\n",
                err_describe(e, cause, sizeof(cause)));
    buffer_free(&reply);
    settings_free(&settings);
    return err_is(e) ? EXIT_TEMPORARY : status;
}

int command_status(char **arguments, char **environment)
{
    bool json = arguments[0] && strcmp(arguments[0], "--json") == 0;
    if (arguments[json ? 1 : 0])
        cli_usage("supervisor", "« status » ne connaît pas « %s » ; seule l'option --json existe.",
                  arguments[json ? 1 : 0]);
    return ask(json ? "status --json" : "status", environment);
}

int command_restart(char **arguments, char **environment)
{
    char names[CONTROL_NAMES_SIZE], line[CONTROL_LINE_MOST];
    enum worker worker;
    control_worker_names(names, sizeof(names));
    if (!arguments[0])
        cli_usage("supervisor", "« restart » attend un programme : %s.", names);
    if (!worker_named(arguments[0], &worker))
        cli_usage("supervisor", "le programme « %s » n'existe pas. Choisissez parmi : %s.", arguments[0],
                  names);
    if (arguments[1])
        cli_usage("supervisor", "« restart » attend un seul programme.");
    snprintf(line, sizeof(line), "restart %s", worker_name(worker));
    return ask(line, environment);
}
