/* `supervisor check`: every setting, and every credential as the worker that uses it reads it. */
#include "commands.h"

#include "ask_worker.h"
#include "cli.h"
#include "exit_status.h"
#include "file.h"
#include "settings.h"
#include "workers.h"

#include <stdio.h>
#include <string.h>

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

/* What `worker` says of its settings. Returns its exit status, EXIT_TEMPORARY if it gave none. */
static int check_worker(const struct settings *settings, enum setting_readers reader, enum worker worker,
                        char **environment)
{
    struct buffer answer;
    buffer_init(&answer, ASK_WORKER_ANSWER_MAX);
    int status = ask_worker(settings, reader, worker, "--check", environment, &answer);
    if (status != EXIT_USAGE)
        print_answer(settings, buffer_string(&answer));
    buffer_free(&answer);
    if (status != ASK_WORKER_NO_ANSWER && status != EXIT_TEMPORARY)
        return status;
    printf("erreur : %s n'a pas pu vérifier ses réglages. Vérifiez qu'il est à côté de supervisor.\n",
           worker_name(worker));
    return EXIT_TEMPORARY;
}

static void look_at_folder(struct settings *settings, enum setting setting, const char *consequence)
{
    const char *folder = settings_text(settings, setting);
    struct err e = file_writable_folder(folder);
    if (err_is(e))
        settings_found(settings, false, "%s : %s ne peut pas être écrit (%s) ; %s. %s", setting_name(setting),
                       folder, err_words(e), consequence, setting_repair(setting));
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
    settings_wipe_environment(environment);
    look_at_folder(&settings, SETTING_STATE_DIR, "rien ne survivra à un arrêt");
    look_at_folder(&settings, SETTING_LOG_DIR, "le journal n'ira que sur stdout");
    print_findings(&settings);
    fflush(stdout);
    int gateway = check_worker(&settings, SETTING_FOR_GATEWAY, WORKER_GATEWAY, environment);
    int sheets = check_worker(&settings, SETTING_FOR_SHEETS, WORKER_SHEETS, environment);
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
