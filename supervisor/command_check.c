/* `supervisor check`: every setting, and every credential as the worker that uses it reads it; and
 * `test-alert`. */
#include "commands.h"

#include "cli.h"
#include "exit_status.h"
#include "file.h"
#include "not_yet.h"
#include "program_folder.h"
#include "run_program.h"
#include "sealed_memory.h"
#include "settings.h"
#include "worker_environment.h"
#include "workers.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_MOST (64 * 1024)
#define PATIENCE_MS 30000

/* "erreur : NAME : what is wrong": do our own findings name that setting already? Then the worker only misses
 * the value that we could not hand it. */
static bool already_said(const struct settings *settings, const char *line)
{
    const char *name = strstr(line, " : ");
    size_t length = name ? strcspn(name + 3, " \n") : 0;
    for (size_t i = 0; length && i < settings->finding_count; i++)
        if (strncmp(settings->findings[i].text, name + 3, length) == 0 &&
            settings->findings[i].text[length] == ' ')
            return true;
    return false;
}

static void print_answer(const struct settings *settings, const char *answer)
{
    while (*answer) {
        size_t length = strcspn(answer, "\n");
        if (length && !already_said(settings, answer))
            printf("%.*s\n", (int)length, answer);
        answer += length + (answer[length] == '\n');
    }
}

/* Runs `worker` with `option`, its settings and its secrets; prints what it says. Returns its exit status;
 * EXIT_TEMPORARY if it did not end by itself, EXIT_USAGE if it does not know the option. */
static int ask_worker(const struct settings *settings, enum setting_readers reader, enum worker worker,
                      const char *option, char **environment)
{
    char path[PATH_MAX], *arguments[] = {(char *)worker_name(worker), (char *)option, NULL};
    char **own = worker_environment(settings, reader, environment);
    struct run_program_order order = {.path = program_path(worker_name(worker), path, sizeof(path)),
                                      .arguments = arguments,
                                      .environment = own,
                                      .secrets_fd = -1,
                                      .with_stderr = true};
    struct buffer answer;
    int wait_status = 0;
    buffer_init(&answer, ANSWER_MOST);
    struct err e = sealed_secrets(settings, reader, &order.secrets_fd);
    if (!err_is(e) && order.path)
        e = run_program(&order, PATIENCE_MS, &answer, &wait_status);
    int status =
        !err_is(e) && order.path && WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : EXIT_TEMPORARY;
    if (status != EXIT_USAGE)
        print_answer(settings, buffer_string(&answer));
    if (status == EXIT_TEMPORARY)
        printf("erreur : %s n'a pas pu vérifier ses réglages. Vérifiez qu'il est à côté de supervisor.\n",
               worker_name(worker));
    if (order.secrets_fd >= 0)
        close(order.secrets_fd);
    buffer_free(&answer);
    worker_environment_free(&own);
    return status;
}

static void look_at_folder(struct settings *settings, enum setting setting, const char *consequence)
{
    const char *folder = settings_text(settings, setting);
    struct err e = file_writable_folder(folder);
    if (err_is(e))
        settings_found(settings, false, "%s : %s ne peut pas être écrit (%s) ; %s. %s", setting_name(setting),
                       folder, strerror(e.code), consequence, setting_repair(setting));
}

static void print_findings(const struct settings *settings)
{
    for (size_t i = 0; i < settings->finding_count; i++)
        printf("%s : %s\n", settings->findings[i].is_error ? "erreur" : "attention",
               settings->findings[i].text);
}

int command_check(char **arguments, char **environment)
{
    static struct settings settings;
    bool online = arguments[0] && strcmp(arguments[0], "--online") == 0;
    if (arguments[online ? 1 : 0])
        cli_usage("supervisor", "« check » ne connaît pas « %s » ; seule l'option --online existe.",
                  arguments[online ? 1 : 0]);
    settings_load(&settings, environment, ".env", true);
    look_at_folder(&settings, SETTING_STATE_DIR, "rien ne survivra à un arrêt");
    look_at_folder(&settings, SETTING_LOG_DIR, "le journal n'ira que sur stdout");
    not_yet_found(&settings);
    print_findings(&settings);
    fflush(stdout);
    int gateway = ask_worker(&settings, SETTING_FOR_GATEWAY, WORKER_GATEWAY, "--check", environment);
    int sheets = ask_worker(&settings, SETTING_FOR_SHEETS, WORKER_SHEETS, "--check", environment);
    settings_wipe_secrets(&settings, environment);
    bool wrong = settings.error_count || gateway == EXIT_CONFIGURATION || sheets == EXIT_CONFIGURATION;
    bool unknown = gateway == EXIT_TEMPORARY || sheets == EXIT_TEMPORARY;
    settings_free(&settings);
    if (online)
        puts("attention : cette version ne vérifie que hors ligne ; ni Discord ni Google n'ont été "
             "interrogés.");
    if (!wrong && !unknown)
        puts("Rien n'empêche de lancer le service.");
    return wrong ? EXIT_CONFIGURATION : unknown ? EXIT_TEMPORARY : EXIT_NORMAL;
}

int command_test_alert(char **arguments, char **environment)
{
    static struct settings settings;
    if (arguments[0])
        cli_usage("supervisor", "« test-alert » n'a pas d'option.");
    settings_load(&settings, environment, ".env", false);
    bool configured = settings_has(&settings, SETTING_ALERT_WEBHOOK_URL) ||
                      settings_has(&settings, SETTING_ALERT_FALLBACK_URL);
    int status = EXIT_CONFIGURATION;
    if (!configured)
        fprintf(
            stderr,
            "supervisor: aucun canal d'alerte n'est réglé. ALERT_WEBHOOK_URL : %s ALERT_FALLBACK_URL : %s\n",
            setting_repair(SETTING_ALERT_WEBHOOK_URL), setting_repair(SETTING_ALERT_FALLBACK_URL));
    else
        status = ask_worker(&settings, SETTING_FOR_HEALTH, WORKER_HEALTH, "--test-alert", environment);
    settings_wipe_secrets(&settings, environment);
    settings_free(&settings);
    if (configured && status == EXIT_USAGE) {
        fprintf(stderr,
                "supervisor: ce health-server n'envoie pas encore d'alerte d'essai ; rien n'a été envoyé. "
                "Installez une version qui le fait.\n");
        status = EXIT_TEMPORARY;
    }
    return status;
}
