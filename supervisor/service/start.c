/* Step after step, each of which may forbid it. */
#include "start.h"

#include "demo.h"
#include "descriptor_limit.h"
#include "exit_status.h"
#include "fatal.h"
#include "file.h"
#include "listener.h"
#include "program_folder.h"
#include "sealed_memory.h"
#include "service.h"
#include "settings.h"
#include "state_folder.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REASONS_MAX 2000

struct start {
    struct settings settings;
    struct service_options options;
    char reasons[REASONS_MAX];
};

static void say_findings(const struct settings *settings)
{
    for (size_t i = 0; i < settings->finding_count; i++)
        fprintf(stderr, "%s : %s\n", settings->findings[i].is_error ? "erreur" : "attention",
                settings->findings[i].text);
}

/* All errors in one line, for the page and for /health. */
static void join_reasons(struct start *s)
{
    size_t used = 0;
    for (size_t i = 0; i < s->settings.finding_count && used < sizeof(s->reasons); i++) {
        if (!s->settings.findings[i].is_error)
            continue;
        int n = snprintf(s->reasons + used, sizeof(s->reasons) - used, "%s%s", used ? " " : "",
                         s->settings.findings[i].text);
        used += n > 0 ? (size_t)n : 0;
    }
    s->options.config_error = s->reasons;
}

/* An exit would be a restart loop on Render, where nobody reads a terminal: there the page says what is
 * wrong. */
static int judge_settings(struct start *s)
{
    if (s->settings.error_count == 0)
        return EXIT_NORMAL;
    say_findings(&s->settings);
    if (!settings_on_render(&s->settings))
        return EXIT_CONFIGURATION;
    join_reasons(s);
    return EXIT_NORMAL;
}

/* What nothing can be started without. */
static int check_ground(void)
{
    char path[PATH_MAX];
    uint64_t descriptors = descriptor_limit();
    if (descriptors < DESCRIPTORS_LEAST) {
        fprintf(stderr,
                "supervisor: ❌ Erreur critique : ce processus ne peut ouvrir que %" PRIu64
                " descripteurs de fichiers, il en faut %d. Relevez leur limite (« ulimit -n 256 »).\n",
                descriptors, DESCRIPTORS_LEAST);
        return EXIT_TEMPORARY;
    }
    if (!program_path(worker_name(WORKER_HEALTH), path, sizeof(path))) {
        fprintf(stderr,
                "supervisor: ❌ Erreur critique : le dossier de ses programmes est introuvable. Montez "
                "/proc, ou lancez supervisor par son chemin complet.\n");
        return EXIT_INTERNAL;
    }
    return EXIT_NORMAL;
}

static int take_state_folder(struct start *s)
{
    const char *folder = settings_text(&s->settings, SETTING_STATE_DIR);
    struct err e = state_folder_lock(folder, &s->options.lock_fd);
    if (e.kind == ERR_UNAVAILABLE) {
        fprintf(stderr,
                "supervisor: un autre superviseur utilise déjà STATE_DIR (%s). Arrêtez-le, ou donnez un "
                "autre dossier à "
                "STATE_DIR.\n",
                folder);
        return EXIT_TEMPORARY;
    }
    if (err_is(e))
        settings_found(
            &s->settings, false,
            "STATE_DIR : %s ne peut pas être écrit (%s) ; rien ne survivra à un arrêt. Corrigez le chemin ou "
            "ses droits.",
            folder, err_words(e));
    else
        s->options.state_folder = folder;
    return EXIT_NORMAL;
}

static void take_log_folder(struct start *s)
{
    const char *folder = settings_text(&s->settings, SETTING_LOG_DIR);
    struct err e = file_writable_folder(folder);
    if (err_is(e))
        settings_found(&s->settings, false,
                       "LOG_DIR : %s ne peut pas être écrit (%s) ; le journal ne va que sur stdout. Corrigez "
                       "le chemin ou "
                       "ses droits.",
                       folder, err_words(e));
    else
        s->options.log_folder = folder;
}

static int open_port(struct start *s)
{
    s->options.port = (uint16_t)settings_int(&s->settings, SETTING_PORT);
    struct err e = listener_open(s->options.port, &s->options.listener_fd);
    if (!err_is(e))
        return EXIT_NORMAL;
    if (e.code == EADDRINUSE)
        fprintf(stderr,
                "supervisor: le port %u est déjà pris. Arrêtez le programme qui l'occupe, ou choisissez un "
                "autre PORT.\n",
                s->options.port);
    else
        fprintf(stderr, "supervisor: le port %u ne peut pas être ouvert (%s). Choisissez un autre PORT.\n",
                s->options.port, err_words(e));
    return e.code == EADDRINUSE ? EXIT_TEMPORARY : EXIT_CONFIGURATION;
}

static int prepare_demo(struct start *s)
{
    if (!s->options.demo)
        return EXIT_NORMAL;
    if (s->options.state_folder)
        state_folder_empty(s->options.state_folder);
    struct err e = demo_prepare(&s->settings, &s->options.demo_listener_fd, &s->options.demo_port);
    if (!err_is(e))
        return EXIT_NORMAL;
    fprintf(stderr,
            "supervisor: la démonstration ne peut pas être préparée (%s). Vérifiez que le programme "
            "simulator est à côté "
            "de supervisor.\n",
            err_words(e));
    return EXIT_TEMPORARY;
}

/* After this the secrets are in sealed memory only, which we never map. */
static int seal_secrets(struct start *s, char **environment)
{
    struct err e = tally_page(&s->options.tally_fd);
    for (int i = 0; i < WORKERS && !err_is(e); i++)
        e = sealed_secrets(&s->settings, worker_reader((enum worker)i), &s->options.secrets_fds[i]);
    settings_wipe_secrets(&s->settings, environment);
    if (!err_is(e))
        return EXIT_NORMAL;
    return fatal_start_status(e.where, e.code);
}

static int prepare(struct start *s, char **environment)
{
    int status = check_ground();
    if (status == EXIT_NORMAL)
        status = judge_settings(s);
    if (status == EXIT_NORMAL && s->options.demo) {
        demo_isolate(&s->settings);
        settings_wipe_secrets(&s->settings, environment);
    }
    if (status == EXIT_NORMAL)
        status = take_state_folder(s);
    if (status == EXIT_NORMAL)
        status = open_port(s);
    if (status == EXIT_NORMAL)
        status = prepare_demo(s);
    if (status == EXIT_NORMAL)
        status = seal_secrets(s, environment);
    if (status == EXIT_NORMAL)
        take_log_folder(s);
    /* Its default depends on RENDER, which not every worker may see. */
    settings_put(&s->settings, SETTING_LOG_FORMAT, settings_text(&s->settings, SETTING_LOG_FORMAT));
    return status;
}

static void close_one(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void start_fini(struct start *s, char **environment)
{
    settings_wipe_secrets(&s->settings, environment);
    settings_free(&s->settings);
    close_one(s->options.listener_fd);
    close_one(s->options.demo_listener_fd);
    close_one(s->options.tally_fd);
    for (int i = 0; i < WORKERS; i++)
        close_one(s->options.secrets_fds[i]);
    close_one(s->options.lock_fd);
}

int start_service(bool demo, char **environment)
{
    static struct start s; /* large, and needed to the end */
    s.options = (struct service_options){
        .settings = &s.settings,
        .environment = environment,
        .demo = demo,
        .lock_fd = -1,
        .listener_fd = -1,
        .demo_listener_fd = -1,
        .tally_fd = -1,
    };
    for (int i = 0; i < WORKERS; i++)
        s.options.secrets_fds[i] = -1;
    settings_given_secrets(environment, s.options.secrets_given);
    settings_load(&s.settings, environment, ".env", !demo);
    int status = prepare(&s, environment);
    if (status == EXIT_NORMAL)
        status = service_run(&s.options);
    start_fini(&s, environment);
    return status;
}
