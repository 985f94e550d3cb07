/* The status page as it stands after a month, for the browser tests: sample_page STATE LANGUAGE writes it to
 * stdout. STATE: one of samples.def. A month cannot be waited for; everything here goes through the pages as
 * in health-server. */
#include "history_view.h"
#include "page_sections.h"
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB      (UINT64_C(1024) * 1024)
#define NOW_S    INT64_C(1767277560) /* 2026-01-01T14:26:00Z */
#define UP_MS    (UINT64_C(100000000))
#define DAY_S    86400
#define MONTH_S  (31 * DAY_S)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct sample {
    const char *name;
    enum condition condition;
    int64_t held_s;
    const char *gateway, *sheets; /* METRICS bodies */
    bool connected;
};

#define GATEWAY_GOOD                                                                                         \
    "GATEWAY_CONNECTED 1\nGATEWAY_STATE 1\nGATEWAY_LATENCY 0.042\nGATEWAY_READIES 2\nGATEWAY_RESUMES 14\n"   \
    "GATEWAY_DISCONNECTS 15\nGATEWAY_IDENTIFIES_LEFT 987\nERRORS 2\n"
#define GATEWAY_LOST                                                                                         \
    "GATEWAY_STATE 2\nGATEWAY_READIES 2\nGATEWAY_DISCONNECTS 16\nGATEWAY_IDENTIFIES_LEFT 985\n"
#define SHEETS_GOOD "SHEETS_STATE 1\nSHEETS_WRITTEN 1312\nSHEETS_READS_LEFT 48\nSHEETS_WRITES_LEFT 46\n"
#define SHEETS_BAD                                                                                           \
    "SHEETS_STATE 4\nSHEETS_QUEUE 7\nSHEETS_WRITTEN 1312\nSHEETS_READS_LEFT 48\nSHEETS_WRITES_LEFT 2\n"      \
    "TROUBLE la feuille n'existe pas ou plus. Vérifiez GOOGLE_SHEET_ID_VALIDATION et partagez la feuille "  \
    "avec "                                                                                                  \
    "vigie@exemple.iam.gserviceaccount.com comme Éditeur.\n"                                                \
    "TROUBLE_EN the sheet does not exist, or not any more. Check GOOGLE_SHEET_ID_VALIDATION and share it "   \
    "with vigie@exemple.iam.gserviceaccount.com as Editor.\n"

static const struct sample SAMPLES[] = {
    {"healthy", CONDITION_ALWAYS, 0, GATEWAY_GOOD, SHEETS_GOOD, true},
    {"notice", CONDITION_GATEWAY_LOST, 20, GATEWAY_LOST, SHEETS_GOOD, false},
    {"degraded", CONDITION_SHEETS_REFUSED, 60, GATEWAY_GOOD, SHEETS_BAD, true},
    {"starting", CONDITION_NEVER_READY, 5, "GATEWAY_IDENTIFIES_LEFT 999\n", "", false},
    {"down", CONDITION_GATEWAY_LOST, 1300, GATEWAY_LOST, SHEETS_GOOD, false},
    {"ban", CONDITION_IP_BANNED, 700, GATEWAY_LOST, SHEETS_GOOD, false},
    {"config", CONDITION_CONFIG_BROKEN, 0, "", "", false},
};

static struct {
    struct snapshot snapshot;
    struct timeline timeline;
    struct averages averages;
    struct health_events events;
    struct alerts_view alerts;
    struct outreach_view outreach;
    struct history_view *history;
    struct report report;
} t;

static double wave(int64_t at_s, double period_s, double least, double most)
{
    double x = (double)(at_s % (int64_t)period_s) / period_s;
    double bump = x < 0.5 ? x * 2 : 2 - x * 2;
    return least + (most - least) * bump * bump;
}

/* An outage of a day ago, a day that nobody observed, and two bad quarters of an hour. */
static enum health_status status_at(int64_t ago_s)
{
    if (ago_s > 20 * 3600 && ago_s < 20 * 3600 + 2400)
        return HEALTH_DOWN;
    if ((ago_s > 5 * 3600 && ago_s < 5 * 3600 + 700) || (ago_s > 12 * DAY_S && ago_s < 12 * DAY_S + 30000))
        return HEALTH_DEGRADED;
    return ago_s > 20 * 3600 - 60 && ago_s <= 20 * 3600 ? HEALTH_STARTING : HEALTH_HEALTHY;
}

static void fill_history(int64_t began_ago_s)
{
    t.history = history_view_create();
    history_view_set_place(t.history, HISTORY_ON_DISK, NOW_S * 1000);
    for (int64_t ago_s = began_ago_s; ago_s >= 0; ago_s -= 30) {
        int64_t at_s = NOW_S - ago_s;
        if (ago_s > 8 * DAY_S && ago_s < 9 * DAY_S)
            continue;
        bool up = status_at(ago_s) == HEALTH_HEALTHY;
        const struct history_sample sample = {
            .t_s = at_s,
            .status = status_at(ago_s),
            .latency_s = up ? (float)wave(at_s, 21600, 0.038, 0.12) : HISTORY_UNKNOWN,
            .memory_mb = (float)wave(at_s, 100000, 19, 31),
            .sheets_s = at_s % 300 == 0 ? (float)wave(at_s, 30000, 0.18, 0.9) : HISTORY_UNKNOWN,
            .queue = up ? 0 : (uint32_t)(ago_s % 9),
            .reconnections = at_s % 14400 == 0,
        };
        history_view_add(t.history, &sample);
    }
}

static void fill_incidents(void)
{
    const struct incident incidents[] = {
        {(NOW_S - 12 * DAY_S - 30000) * 1000, (NOW_S - 12 * DAY_S) * 1000, HEALTH_DEGRADED, "sheets_failing",
         30000, 0, INCIDENT_RECOVERED},
        {(NOW_S - 20 * 3600 - 2400) * 1000, (NOW_S - 20 * 3600) * 1000, HEALTH_DOWN, "gateway_lost", 2400,
         2441, INCIDENT_RESUMED},
        {(NOW_S - 5 * 3600 - 700) * 1000, (NOW_S - 5 * 3600) * 1000, HEALTH_DEGRADED, "latency_high", 700, 38,
         INCIDENT_RECOVERED},
    };
    for (size_t i = 0; i < COUNT(incidents); i++)
        history_view_put_incident(t.history, &incidents[i]);
}

static void add_event(const char *line)
{
    struct health_event event;
    if (event_read(line, strlen(line), &event))
        health_events_add(&t.events, &event);
}

static void fill_events(void)
{
    add_event("2025-12-31T18:20:00.000Z notice supervisor Vigie démarre event=supervisor.started");
    add_event("2025-12-31T18:20:00.100Z notice supervisor gateway-worker est prêt event=worker.ready");
    add_event("2025-12-31T18:20:01.000Z notice gateway-worker 🤖 Connecté en tant que Citadelle "
              "event=gateway.ready shard=0");
    for (int i = 0; i < 6; i++) {
        add_event("2026-01-01T09:10:00.000Z warn gateway-worker 🔌 Déconnecté de Discord "
                  "event=gateway.disconnected code=4000 "
                  "meaning=\"erreur inconnue de Discord\" reason=\"x\" next=\"reprise (RESUME)\" "
                  "in_seconds=0.8 shard=0");
        add_event("2026-01-01T09:10:01.000Z notice gateway-worker 🔄 Reconnexion réussie "
                  "event=gateway.resumed replayed=3 shard=0");
    }
    add_event("2026-01-01T12:01:00.000Z error supervisor sheets-worker est mort (signal 9 (Killed)) ; il "
              "repart tout de suite "
              "event=worker.died");
    add_event("2026-01-01T12:01:00.100Z notice supervisor sheets-worker est prêt event=worker.ready");
    add_event(
        "2026-01-01T12:01:03.100Z notice sheets-worker Google Sheets répond de nouveau event=sheets.works");
}

static void fill_alerts(bool firing)
{
    t.alerts = (struct alerts_view){
        .rule_count = 1,
        .firing = firing,
        .rules = {{.id = "degraded",
                   .title = "Le service est dégradé",
                   .severity = "attention",
                   .advice = "",
                   .firing = firing,
                   .since_wall_ms = (NOW_S - 900) * 1000}},
        .channels = {{.name = "webhook Discord",
                      .label = "webhook",
                      .health = ALERT_CHANNEL_WORKS,
                      .word = "",
                      .status = 204,
                      .sent = 12},
                     {.name = "seconde voie",
                      .label = "fallback",
                      .health = ALERT_CHANNEL_WAITS,
                      .word = "",
                      .status = 429,
                      .waiting = 1,
                      .sent = 11,
                      .retry_at_wall_ms = (NOW_S + 600) * 1000}},
        .recent_count = 2,
        .recent = {{.rule = "latency",
                    .title = "Discord répond lentement",
                    .kind = "terminée",
                    .made_wall_ms = (NOW_S - 17300) * 1000,
                    .lasted_s = 700},
                   {.rule = "down",
                    .title = "Le bot est hors service",
                    .kind = "terminée",
                    .made_wall_ms = (NOW_S - 72000) * 1000,
                    .lasted_s = 2400,
                    .waits = true}},
    };
    t.outreach = (struct outreach_view){
        .self_ping = SELF_PING_REACHES,
        .push_on = true,
        .push_works = true,
        .hours = {.known = true,
                  .used = 14,
                  .budget = 750,
                  .left_at_month_end = 6,
                  .shared_end_wall_ms = INT64_C(1768608000000)},
    };
}

static void fill_workers(bool none)
{
    struct supervisor_view *v = &t.snapshot.supervisor;
    v->known = true;
    v->started_ms = none ? UP_MS - 4000 : UP_MS - 72360000;
    for (int i = 0; i < WORKER_SIMULATOR; i++)
        v->workers[i] =
            (struct worker_view){.listed = true,
                                 .state = none && i != WORKER_HEALTH ? WORKER_STARTING : WORKER_UP,
                                 .pid = 20 + i,
                                 .up_since_ms = v->started_ms,
                                 .restarts = i == WORKER_SHEETS,
                                 .memory_bytes = 4 * MIB};
    if (!none)
        strcpy(v->workers[WORKER_SHEETS].last_exit, "signal 9 (Killed)");
}

static const struct health_rule *rule_after(enum condition condition, int64_t held_s)
{
    struct conditions c;
    for (int i = 0; i < CONDITIONS; i++)
        c.held_ms[i] = CONDITION_ABSENT;
    c.held_ms[CONDITION_ALWAYS] = 0;
    c.held_ms[condition] = held_s * 1000;
    return verdict(&c);
}

static void fill_report(const struct sample *s, enum language language)
{
    const struct health_rule *rule = rule_after(s->condition, s->held_s);
    bool fresh = rule->status == HEALTH_STARTING || s->condition == CONDITION_CONFIG_BROKEN;
    snapshot_init(&t.snapshot);
    averages_init(&t.averages);
    fill_workers(fresh);
    snapshot_metrics(&t.snapshot, WORKER_GATEWAY, s->gateway, strlen(s->gateway), UP_MS);
    snapshot_metrics(&t.snapshot, WORKER_SHEETS, s->sheets, strlen(s->sheets), UP_MS);
    fill_history(fresh ? 60 : MONTH_S);
    if (!fresh) {
        fill_incidents();
        fill_events();
        for (uint64_t back = 60; back-- > 0;)
            averages_memory(&t.averages, UP_MS - back * 5000, (20 + back % 7) * MIB);
    }
    fill_alerts(rule->status == HEALTH_DEGRADED);
    if (s->condition == CONDITION_IP_BANNED)
        t.timeline.banned_until_s = NOW_S + 3960;
    if (s->condition == CONDITION_CONFIG_BROKEN)
        snprintf(t.snapshot.supervisor.config_error, sizeof(t.snapshot.supervisor.config_error), "%s",
                 "DISCORD_TOKEN : le jeton n'a pas trois parties séparées par des points. Copiez-le en "
                 "entier (Bot, Reset Token).");
    t.timeline.last_connected_ms = fresh ? 0 : UP_MS - (uint64_t)s->held_s * 1000;
    t.report = (struct report){
        .now_ms = UP_MS,
        .wall_ms = NOW_S * 1000,
        .status = rule->status,
        .rule = rule,
        .status_since_ms = (NOW_S - s->held_s - 60) * 1000,
        .connected = s->connected,
        .lost_ms = (uint64_t)s->held_s * 1000,
        .uptime_s = (UP_MS - t.snapshot.supervisor.started_ms) / 1000,
        .latency_known = s->connected,
        .latency_mean_s = 0.0423,
        .memory_known = !fresh,
        .memory_bytes = 23 * MIB,
        .errors = 2,
        .limits = {.warn_bytes = 384 * MIB, .critical_bytes = 460 * MIB},
        .language = language,
        .instance_id = "sample",
        .snapshot = &t.snapshot,
        .timeline = &t.timeline,
        .averages = &t.averages,
        .events = &t.events,
        .history = t.history,
        .alerts = &t.alerts,
        .outreach = &t.outreach,
    };
}

int main(int argc, char **argv)
{
    struct buffer page;
    if (argc != 3)
        return 64;
    for (size_t i = 0; i < COUNT(SAMPLES); i++) {
        if (strcmp(SAMPLES[i].name, argv[1]) != 0)
            continue;
        fill_report(&SAMPLES[i], strcmp(argv[2], "en") == 0 ? ENGLISH : FRENCH);
        buffer_init(&page, PAGE_MOST);
        page_status(&page, &t.report);
        fwrite(page.data, 1, page.length, stdout);
        return page.failed ? 70 : 0;
    }
    return 64;
}
