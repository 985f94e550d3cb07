/* REST's events as metrics and log lines. */
#include "rest_report.h"

#include "clock.h"
#include "log.h"
#include "loop.h"
#include "settings.h"

#include <stdio.h>

void rest_report_event(struct metrics *metrics, enum rest_event event)
{
    static const enum metric METRIC_OF[] = {
        [REST_EVENT_SENT] = METRIC_REST_REQUESTS,
        [REST_EVENT_LIMITED] = METRIC_REST_RATE_LIMITED,
        [REST_EVENT_INVALID] = METRIC_REST_INVALID,
        [REST_EVENT_GIVEN_UP] = METRIC_REST_FAILURES,
    };
    metrics_add(metrics, METRIC_OF[event], 1);
}

void rest_report_answer(struct metrics *metrics, uint64_t duration_ms)
{
    metrics_observe(metrics, METRIC_REST_DURATION, (double)duration_ms / 1000);
}

static int64_t wall_ms_at(const struct loop *loop, uint64_t loop_ms)
{
    return clock_wall_ms() + (int64_t)(loop_ms - loop_now_ms(loop));
}

void rest_report_unauthorised(struct metrics *metrics)
{
    char words[METRIC_TROUBLE_SIZE], english[METRIC_TROUBLE_SIZE];
    snprintf(words, sizeof(words), "Discord refuse le jeton, plus aucune requête. %s Puis redémarrez Vigie",
             setting_repair(SETTING_DISCORD_TOKEN));
    snprintf(english, sizeof(english),
             "Discord refuses the token, no request any more. %s Then restart Vigie",
             setting_repair_english(SETTING_DISCORD_TOKEN));
    metrics_set(metrics, METRIC_REST_TOKEN_REFUSED, 1);
    metrics_trouble(metrics, TROUBLE_MAIN, words, english);
    log_event(LOG_CRIT, "rest.token_refused", NULL, "❌ Erreur critique : %s", words);
}

void rest_report_pause(const struct loop *loop, uint64_t until_ms)
{
    char until[CLOCK_TEXT_SIZE];
    log_event(
        LOG_CRIT, "rest.paused",
        LOG_WITH(log_text("until", clock_iso_seconds(wall_ms_at(loop, until_ms), until, sizeof(until)))),
        "❌ Erreur critique : trop de requêtes refusées par Discord (401, 403, 429) en dix minutes, plus "
        "aucune jusque-là, car à 10 000 il bloque cette adresse. Vérifiez que le bot a le droit de voir "
        "les tickets, d'y écrire et d'y épingler");
}
