/* French sentences and Prometheus samples out of alerts_view.h. */
#include "outbound_parts.h"

#include "clock.h"
#include "metrics_text.h"

#include <inttypes.h>

static const char *moment(int64_t wall_ms, char *text, size_t size)
{
    return clock_iso_seconds(wall_ms, text, size);
}

/* ---- Alerts. */

static void write_channel(struct buffer *out, const struct alert_channel_view *c)
{
    static const char *const STATES[] = {
        [ALERT_CHANNEL_OFF] = "non réglé",
        [ALERT_CHANNEL_UNTRIED] = "rien envoyé encore",
        [ALERT_CHANNEL_WORKS] = "fonctionne",
        [ALERT_CHANNEL_WAITS] = "en attente",
        [ALERT_CHANNEL_GIVEN_UP] = "abandonné jusqu'au changement du réglage",
    };
    char text[CLOCK_TEXT_SIZE];
    buffer_format(out, "Voie « %s » : %s", c->name, STATES[c->health]);
    if (c->health == ALERT_CHANNEL_WAITS || c->health == ALERT_CHANNEL_GIVEN_UP)
        buffer_format(out, " (%s, statut %d)", c->word, c->status);
    if (c->retry_at_wall_ms)
        buffer_format(out, ", nouvel essai le %s UTC", moment(c->retry_at_wall_ms, text, sizeof(text)));
    if (c->last_sent_wall_ms)
        buffer_format(out, ", dernière arrivée le %s UTC", moment(c->last_sent_wall_ms, text, sizeof(text)));
    if (c->health != ALERT_CHANNEL_OFF)
        buffer_format(out, " · arrivées : %" PRIu64 " · échecs : %" PRIu64 " · en attente : %zu", c->sent,
                      c->failed, c->waiting);
    buffer_char(out, '\n');
}

static void write_firing(struct buffer *out, const struct alerts_view *a)
{
    char text[CLOCK_TEXT_SIZE];
    for (size_t i = 0; i < a->rule_count; i++)
        if (a->rules[i].firing)
            buffer_format(out, "En cours (%s%s) : %s, depuis le %s UTC\n", a->rules[i].severity,
                          a->rules[i].flapping ? ", va et vient" : "", a->rules[i].title,
                          moment(a->rules[i].since_wall_ms, text, sizeof(text)));
    if (!a->firing)
        buffer_text(out, "Aucune en cours\n");
}

void detailed_alerts(struct buffer *out, const struct report *r)
{
    const struct alerts_view *a = r->alerts;
    char text[CLOCK_TEXT_SIZE];
    if (!a)
        return;
    buffer_text(out, "\n== Alertes ==\n");
    write_firing(out, a);
    for (size_t i = 0; i < ALERT_CHANNELS_MAX; i++)
        write_channel(out, &a->channels[i]);
    for (size_t i = 0; i < a->recent_count; i++)
        buffer_format(out, "%s %s : %s%s\n", moment(a->recent[i].made_wall_ms, text, sizeof(text)),
                      a->recent[i].kind, a->recent[i].title,
                      a->recent[i].waits ? " (pas encore arrivée partout)" : "");
    if (a->dropped)
        buffer_format(out, "Abandonnées faute de place : %" PRIu64 "\n", a->dropped);
}

/* ---- Self-ping, heartbeat, hours. */

static void write_self_ping(struct buffer *out, const struct outreach_view *o)
{
    static const char *const STATES[] = {
        [SELF_PING_OFF] = "désactivé",
        [SELF_PING_REFUSED] = "refusé : RENDER_EXTERNAL_URL n'est pas une adresse publique",
        [SELF_PING_UNTRIED] = "premier appel à venir",
        [SELF_PING_REACHES] = "l'adresse publique répond",
        [SELF_PING_FAILS] = "l'adresse publique ne répond pas",
    };
    char text[CLOCK_TEXT_SIZE];
    buffer_format(out, "Appel par l'adresse publique : %s", STATES[o->self_ping]);
    if (o->self_ping_wall_ms)
        buffer_format(out, ", le %s UTC", moment(o->self_ping_wall_ms, text, sizeof(text)));
    if (o->self_ping == SELF_PING_REACHES)
        buffer_format(out, " en %" PRIu64 " ms", o->self_ping_ms);
    if (o->self_ping == SELF_PING_FAILS)
        buffer_format(out, " (statut %d, %u échec(s) de suite)", o->self_ping_status, o->self_ping_failures);
    if (o->self_ping_interval_s)
        buffer_format(out, " · toutes les %u s · réussis : %" PRIu64 " · échoués : %" PRIu64,
                      o->self_ping_interval_s, o->self_pings, o->self_pings_failed);
    buffer_char(out, '\n');
}

static void write_push(struct buffer *out, const struct outreach_view *o)
{
    char text[CLOCK_TEXT_SIZE];
    if (!o->push_on) {
        buffer_text(out, "Battement vers un moniteur : non réglé\n");
        return;
    }
    buffer_format(out, "Battement vers un moniteur : %s", o->push_works ? "reçu" : "pas reçu");
    if (!o->push_works && o->push_status)
        buffer_format(out, " (statut %d)", o->push_status);
    if (o->push_wall_ms)
        buffer_format(out, ", dernier reçu le %s UTC", moment(o->push_wall_ms, text, sizeof(text)));
    buffer_char(out, '\n');
}

static void write_hours(struct buffer *out, const struct free_hours_view *h)
{
    char text[CLOCK_TEXT_SIZE];
    if (!h->known)
        return;
    buffer_format(out, "Heures gratuites : %u sur %u au plus ce mois-ci pour ce service seul ; ", h->used,
                  h->budget);
    if (h->left_at_month_end >= 0)
        buffer_format(out, "il en restera %d à la fin du mois", h->left_at_month_end);
    else
        buffer_format(out, "il en manquera %d à la fin du mois", -h->left_at_month_end);
    if (h->shared_end_wall_ms)
        buffer_format(out, ". Si deux services les partagent, elles s'épuisent le %s UTC",
                      moment(h->shared_end_wall_ms, text, sizeof(text)));
    buffer_char(out, '\n');
}

void detailed_outreach(struct buffer *out, const struct report *r)
{
    const struct outreach_view *o = r->outreach;
    if (!o)
        return;
    buffer_text(out, "\n== Vers l'extérieur ==\n");
    write_self_ping(out, o);
    write_push(out, o);
    write_hours(out, &o->hours);
}

/* ---- Metrics that metrics.def cannot hold: one per rule of another table. */

static void count_firing(struct buffer *out, const struct alerts_view *a)
{
    metrics_head(out, "vigie_alerts_firing", "gauge",
                 "1 while people have been told of it and not yet that it is over");
    for (size_t i = 0; i < a->rule_count; i++)
        buffer_format(out, "vigie_alerts_firing{rule=\"%s\"} %d\n", a->rules[i].id, a->rules[i].firing);
}

static void count_flapping(struct buffer *out, const struct alerts_view *a)
{
    metrics_head(out, "vigie_alerts_flapping", "gauge", "1 while its changes are folded into one message");
    for (size_t i = 0; i < a->rule_count; i++)
        buffer_format(out, "vigie_alerts_flapping{rule=\"%s\"} %d\n", a->rules[i].id, a->rules[i].flapping);
}

void metrics_alerts(struct buffer *out, const struct report *r)
{
    const struct alerts_view *a = r->alerts;
    if (!a)
        return;
    count_firing(out, a);
    count_flapping(out, a);
    metrics_head(out, "vigie_alerts_waiting", "gauge", "Messages that a channel has yet to take");
    for (size_t i = 0; i < ALERT_CHANNELS_MAX; i++)
        buffer_format(out, "vigie_alerts_waiting{channel=\"%s\"} %zu\n", a->channels[i].label,
                      a->channels[i].waiting);
    metrics_head(out, "vigie_alerts_dropped_total", "counter",
                 "Messages that the full queue gave up before anybody got them");
    buffer_format(out, "vigie_alerts_dropped_total %" PRIu64 "\n", a->dropped);
}
