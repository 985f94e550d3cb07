/* `supervisor test-alert`: one alert through each channel, sent by health-server, which alone knows the
 * addresses. */
#include "commands.h"

#include "ask_worker.h"
#include "cli.h"
#include "exit_status.h"

#include <stdio.h>
#include <string.h>

static int no_channel(void)
{
    fprintf(stderr,
            "supervisor: aucun canal d'alerte n'est réglé. ALERT_WEBHOOK_URL : %s ALERT_FALLBACK_URL : %s\n",
            setting_repair(SETTING_ALERT_WEBHOOK_URL), setting_repair(SETTING_ALERT_FALLBACK_URL));
    return EXIT_CONFIGURATION;
}

static int send_one(const struct settings *settings, char **environment)
{
    struct buffer answer;
    buffer_init(&answer, ASK_WORKER_ANSWER_MAX);
    int status =
        ask_worker(settings, SETTING_FOR_HEALTH, WORKER_HEALTH, "--test-alert", environment, &answer);
    fputs(buffer_string(&answer), stdout);
    buffer_free(&answer);
    if (status != ASK_WORKER_NO_ANSWER)
        return status;
    fprintf(stderr,
            "supervisor: health-server n'a pas pu envoyer l'alerte d'essai. Vérifiez qu'il est à côté de "
            "supervisor.\n");
    return EXIT_TEMPORARY;
}

/* An address that is written wrong is not sent to, which must not look as if all were well. */
static bool say_wrong_addresses(const struct settings *settings)
{
    bool any = false;
    for (size_t i = 0; i < settings->finding_count; i++) {
        const struct setting_finding *finding = &settings->findings[i];
        if (!finding->is_error || strncmp(finding->text, "ALERT_", strlen("ALERT_")) != 0)
            continue;
        fprintf(stderr, "erreur : %s\n", finding->text);
        any = true;
    }
    return any;
}

int command_test_alert(char **arguments, char **environment)
{
    static struct settings settings;
    if (arguments[0])
        cli_usage("supervisor", "« test-alert » n'a pas d'option.");
    settings_load(&settings, environment, ".env", false);
    settings_wipe_environment(environment);
    bool wrong = say_wrong_addresses(&settings);
    bool any = settings_has(&settings, SETTING_ALERT_WEBHOOK_URL) ||
               settings_has(&settings, SETTING_ALERT_FALLBACK_URL);
    int status = any ? send_one(&settings, environment) : no_channel();
    settings_wipe_secrets(&settings, environment);
    settings_free(&settings);
    return wrong ? EXIT_CONFIGURATION : status;
}
