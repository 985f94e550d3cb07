/* Two numbers, a line of the log, and the words for health-server. */
#include "identify_report.h"

#include "clock.h"
#include "log.h"

#include <stdio.h>

static void word_spent(struct metrics *metrics, int64_t until_ms)
{
    char until[CLOCK_TEXT_SIZE], words[METRIC_TROUBLE_SIZE], english[METRIC_TROUBLE_SIZE];
    clock_iso_seconds(until_ms, until, sizeof(until));
    snprintf(words, sizeof(words),
             "le budget de connexions (IDENTIFY) du jour est épuisé, Vigie n'en demande plus avant %s UTC au "
             "plus tôt. Ne redémarrez pas le service ; cherchez dans le journal pourquoi il se reconnecte si "
             "souvent, et si un autre programme se sert du même jeton.",
             until);
    snprintf(
        english, sizeof(english),
        "the day's budget of connections (IDENTIFY) is spent, Vigie asks for no more before %s UTC at the "
        "earliest. Do not restart the service; see in the log why it reconnects so often, and whether "
        "another program uses the same token.",
        until);
    metrics_trouble(metrics, TROUBLE_IDENTIFIES, words, english);
}

void identify_report(struct metrics *metrics, struct identify_budget *budget, int64_t wall_ms)
{
    int64_t until_ms = identify_budget_spent_until_ms(budget, wall_ms);
    double until_s = (double)until_ms / 1000,
           before_s = metrics_get(metrics, METRIC_GATEWAY_IDENTIFIES_UNTIL);
    metrics_set(metrics, METRIC_GATEWAY_IDENTIFIES_LEFT, identify_budget_left(budget, wall_ms));
    metrics_set(metrics, METRIC_GATEWAY_IDENTIFIES_UNTIL, until_s);
    if (until_s == before_s)
        return;
    if (until_ms)
        word_spent(metrics, until_ms);
    else
        metrics_trouble(metrics, TROUBLE_IDENTIFIES, "", "");
    if (!until_ms)
        log_event(LOG_NOTICE, "gateway.identifies_free", NULL,
                  "Le budget de connexions (IDENTIFY) du jour permet de nouveau une session");
    else if (before_s == 0)
        log_event(LOG_CRIT, "gateway.identifies_spent", NULL, "❌ Erreur critique : %s",
                  metrics->troubles[TROUBLE_IDENTIFIES].french);
}
