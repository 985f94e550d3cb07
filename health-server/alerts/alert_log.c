/* Log lines. An address is in none of them. */
#include "alert_log.h"

#include "alert_text.h"
#include "log.h"

static void log_one(enum alert_rule rule, enum alert_kind kind)
{
    static const char *const EVENTS[ALERT_KINDS] = {[ALERT_RAISED] = "alert.raised",
                                                    [ALERT_OVER] = "alert.over",
                                                    [ALERT_REMINDER] = "alert.reminder",
                                                    [ALERT_FLAPPING] = "alert.flapping",
                                                    [ALERT_NOTICED] = "alert.noticed"};
    const struct alert_rule_row *row = alert_rule_row(rule);
    log_event(kind == ALERT_OVER ? LOG_NOTICE : LOG_WARN, EVENTS[kind], LOG_WITH(log_text("rule", row->name)),
              "Alerte %s : %s", alert_kind_word(kind), row->title);
}

void alert_log_told(const struct alert_told *told)
{
    for (size_t i = 0; i < told->count; i++)
        log_one(told->rules[i], told->kinds[i]);
    if (told->dropped)
        log_event(LOG_ERROR, "alert.dropped", LOG_WITH(log_int("count", (int64_t)told->dropped)),
                  "❌ Erreur critique : trop d'alertes attendent, la plus ancienne est abandonnée. Réparez "
                  "les voies "
                  "d'alerte : supervisor test-alert");
}

void alert_log_unwatched(int64_t for_ms)
{
    log_event(
        LOG_WARN, "alert.unwatched", LOG_WITH(log_int("seconds", for_ms / 1000)),
        "Personne n'a surveillé pendant ce temps : le superviseur précédent ne s'est pas arrêté en ordre");
}

static void log_given_up(const struct alert_sender_reply *r, const char *setting)
{
    log_event(LOG_ERROR, "alert.channel_given_up",
              LOG_WITH(log_text("channel", alert_channel_label(r->channel)), log_int("status", r->status)),
              "❌ Erreur critique : %s, %s. Plus rien n'y est envoyé avant que %s change",
              alert_channel_name(r->channel), channel_answer_word(r->answer), setting);
}

static void log_failed(const struct alert_sender_reply *r)
{
    log_event(LOG_WARN, "alert.channel_failed",
              LOG_WITH(log_text("channel", alert_channel_label(r->channel)), log_text("id", r->id),
                       log_int("status", r->status), log_int("wait_s", (int64_t)(r->wait_ms / 1000))),
              "Alerte pas encore arrivée : %s, %s ; nouvel essai plus tard", alert_channel_name(r->channel),
              channel_answer_word(r->answer));
}

void alert_log_reply(const struct alert_sender_reply *r, enum channel_then then, enum channel_answer before,
                     bool given_up)
{
    static const char *const SETTINGS_OF[ALERT_CHANNELS] = {
        [ALERT_WEBHOOK] = "ALERT_WEBHOOK_URL", [ALERT_FALLBACK] = "ALERT_FALLBACK_URL"};
    if (then == CHANNEL_THEN_DONE)
        log_event(LOG_INFO, "alert.sent",
                  LOG_WITH(log_text("channel", alert_channel_label(r->channel)), log_text("id", r->id)),
                  "Alerte arrivée : %s", alert_channel_name(r->channel));
    else if (then == CHANNEL_THEN_GIVE_UP)
        log_given_up(r, SETTINGS_OF[r->channel]);
    else if (r->answer != before)
        log_failed(r);
    if (given_up)
        log_event(LOG_ERROR, "alert.message_given_up",
                  LOG_WITH(log_text("channel", alert_channel_label(r->channel)), log_text("id", r->id),
                           log_int("status", r->status)),
                  "❌ Erreur critique : cette alerte a été refusée dix fois par %s et n'y est plus envoyée. "
                  "Vérifiez %s",
                  alert_channel_name(r->channel), SETTINGS_OF[r->channel]);
}

void alert_log_saved(struct err e)
{
    char text[160];
    if (err_is(e))
        log_event(
            LOG_WARN, "alert.not_kept", LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
            "STATE_DIR ne peut pas être écrit : les alertes qui attendent ne survivraient pas à un arrêt");
    else
        log_event(LOG_NOTICE, "alert.kept", NULL, "STATE_DIR peut de nouveau être écrit");
}

void alert_log_not_read(struct err e)
{
    char text[160];
    log_event(LOG_WARN, "alert.not_read", LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
              "Les alertes d'avant ne peuvent pas être lues dans STATE_DIR ; la surveillance repart de zéro");
}

void alert_log_garbled(void)
{
    log_event(LOG_WARN, "alert.garbled", NULL,
              "alerts.json n'a pas de sens dans STATE_DIR et sera remplacé ; la surveillance repart de zéro");
}
