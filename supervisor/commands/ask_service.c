/* Questions to the running supervisor. */
#include "ask_service.h"

#include "control_socket.h"
#include "exit_status.h"
#include "file.h"
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATIENCE_S 4

/* A service that cannot write there runs all the same, without a control socket. */
static bool is_no_place(const char *folder)
{
    struct stat status;
    return lstat(folder, &status) == 0 ? err_is(file_writable_folder(folder)) : errno != ENOENT;
}

static int say_why_not(struct err e, const char *folder)
{
    if (e.kind == ERR_UNAVAILABLE && is_no_place(folder))
        fprintf(stderr,
                "supervisor: STATE_DIR=%s n'est pas un dossier où l'on peut écrire : si un service tourne, "
                "ces commandes ne "
                "l'atteignent pas ; /health dit comment il va. Corrigez STATE_DIR, puis redémarrez-le.\n",
                folder);
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
        fprintf(stderr, "supervisor: le service ne répond pas (%s). Réessayez.\n", err_words(e));
    return EXIT_TEMPORARY;
}

static struct err look(const char *state_folder, struct service_place *ret_place)
{
    char *folder = ret_place->folder;
    const size_t size = sizeof(ret_place->folder);
    int n = snprintf(folder, size, "%s", state_folder);
    struct err e = n > 0 && (size_t)n < size ? control_reachable(folder)
                                             : err_make(ERR_SYSTEM, "control.folder", ENAMETOOLONG);
    if (e.kind != ERR_UNAVAILABLE)
        return e;
    n = snprintf(folder, size, "%s/demo", state_folder);
    return n > 0 && (size_t)n < size ? control_reachable(folder) : e;
}

int find_service(char **environment, struct service_place *ret_place)
{
    static struct settings settings;
    settings_load(&settings, environment, ".env", false);
    const char *folder = settings_text(&settings, SETTING_STATE_DIR);
    struct err e = look(folder, ret_place);
    int status = err_is(e) ? say_why_not(e, folder) : EXIT_NORMAL;
    settings_free(&settings);
    return status;
}

int ask_found_service(const struct service_place *place, const char *line, int patience_s)
{
    struct buffer reply;
    int status = EXIT_TEMPORARY;
    buffer_init(&reply, CONTROL_REPLY_MOST + 16);
    struct err e = control_ask(place->folder, line, patience_s, &reply, &status);
    if (err_is(e))
        status = say_why_not(e, place->folder);
    else
        fputs(buffer_string(&reply), status == EXIT_NORMAL ? stdout : stderr);
    buffer_free(&reply);
    return status;
}

int ask_service(const char *line, char **environment)
{
    struct service_place place;
    int status = find_service(environment, &place);
    return status == EXIT_NORMAL ? ask_found_service(&place, line, PATIENCE_S) : status;
}
