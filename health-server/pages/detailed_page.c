/* /health/detailed: the report for people, as text. The first eight lines are the contract's, byte for byte. */
#include "array_len.h"
#include "build_info.h"
#include "checks.h"
#include "clock.h"
#include "event_words.h"
#include "history_text.h"
#include "outbound_parts.h"
#include "pages.h"
#include "repair.h"
#include "task_table.h"

#include <inttypes.h>
#include <stdio.h>

#define MIB          (1024.0 * 1024.0)
#define EVENTS_SHOWN 15
#define UNKNOWN      "pas encore mesurée"
#define UNKNOWN_BEAT "pas encore mesuré"

static const char *moment_or(int64_t wall_ms, char *text, size_t size, const char *none)
{
    return wall_ms > 0 ? clock_iso_seconds(wall_ms, text, size) : none;
}

static void write_head(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    buffer_text(out, "🤖 Rapport de santé du bot\n");
    buffer_format(out, "⏱️ Uptime: %s\n", clock_duration(r->uptime_s, text, sizeof(text)));
    if (r->latency_known)
        buffer_format(out, "🏓 Latence moyenne (5min): %.3fs\n", r->latency_mean_s);
    else
        buffer_text(out, "🏓 Latence moyenne (5min): " UNKNOWN "\n");
    if (r->memory_mean_known)
        buffer_format(out, "💾 Mémoire moyenne (5min): %.1fMB\n", r->memory_mean_bytes / MIB);
    else
        buffer_text(out, "💾 Mémoire moyenne (5min): " UNKNOWN "\n");
    buffer_format(out, "❌ Erreurs totales: %" PRIu64 "\n", r->errors);
    buffer_format(out, "🔄 Échecs de tâches (1h): %" PRIu64 "\n", r->task_failures);
    buffer_format(out, "📡 Événements de connexion: %" PRIu64 "\n", r->connection_events);
    int64_t heartbeat_ms = r->timeline->last_heartbeat_s * 1000;
    buffer_format(out, "💓 Dernier heartbeat: %s\n",
                  heartbeat_ms > 0 ? clock_time_of_day(heartbeat_ms, text, sizeof(text)) : "N/A");
}

static void write_verdict(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    buffer_format(out, "\n== État ==\n%s\n%s\n%s\n", r->rule->sentence, r->rule->meaning,
                  report_trouble(r)[0] ? report_trouble(r) : r->rule->next);
    if (r->snapshot->supervisor.config_error[0])
        buffer_format(out, "Réglage : %s\n", r->snapshot->supervisor.config_error);
    if (r->timeline->banned_until_s)
        buffer_format(out, "Reprise prévue : %s UTC\n",
                      clock_iso_seconds(r->timeline->banned_until_s * 1000, text, sizeof(text)));
    buffer_format(out, "Depuis : %s UTC\n", moment_or(r->status_since_ms, text, sizeof(text), "inconnu"));
}

static void write_worker(struct buffer *out, const struct report *r, enum worker worker)
{
    const struct worker_view *w = &r->snapshot->supervisor.workers[worker];
    char text[CLOCK_TEXT_SIZE];
    if (!w->listed)
        return;
    buffer_format(out, "\n== %s ==\nÉtat : %s\n", worker_name(worker),
                  page_word(FRENCH, worker_state_word(w)));
    if (w->state == WORKER_UP && w->up_since_ms && r->now_ms >= w->up_since_ms)
        buffer_format(out, "En marche depuis : %s\n",
                      clock_duration((r->now_ms - w->up_since_ms) / 1000, text, sizeof(text)));
    if (w->state == WORKER_WAITING)
        buffer_format(out, "Prochain démarrage dans : %.1f s\n", (double)w->next_start_in_ms / 1000);
    buffer_format(out, "PID : %" PRId64 "\nRedémarrages : %" PRIu64 "\n", w->pid, w->restarts);
    if (w->last_heartbeat_ms && r->now_ms >= w->last_heartbeat_ms)
        buffer_format(out, "Dernier signe de vie : il y a %.1f s\n",
                      (double)(r->now_ms - w->last_heartbeat_ms) / 1000);
    if (w->last_exit[0])
        buffer_format(out, "Dernière fin : %s\n", w->last_exit);
    uint64_t memory = snapshot_worker_memory_bytes(r->snapshot, worker);
    if (memory)
        buffer_format(out, "Mémoire : %.1f Mo\n", (double)memory / MIB);
}

static void write_shard(struct buffer *out, const struct report *r, const struct metric_shard *shard)
{
    char text[CLOCK_TEXT_SIZE];
    const double *v = shard->values;
    int64_t age_ms = r->wall_ms - (int64_t)(v[SHARD_METRIC_SESSION_SINCE] * 1000);
    bool has_session = v[SHARD_METRIC_SESSION_SINCE] > 0 && age_ms >= 0;
    char beat[32] = UNKNOWN_BEAT;
    if (v[SHARD_METRIC_LATENCY] > 0)
        snprintf(beat, sizeof(beat), "%.3f s", v[SHARD_METRIC_LATENCY]);
    buffer_format(out, "Shard %u : %s · aller-retour %s · session : %s · reprises : %.0f · IDENTIFY : %.0f\n",
                  shard->id, shard_state_text(r, shard), beat,
                  has_session ? clock_duration((uint64_t)age_ms / 1000, text, sizeof(text)) : "aucune",
                  v[SHARD_METRIC_RESUMES], v[SHARD_METRIC_IDENTIFIES]);
}

/* One alone is the whole Gateway. */
static void write_shards(struct buffer *out, const struct report *r)
{
    const struct shard_metrics *s = &r->snapshot->programs[WORKER_GATEWAY].values.shards;
    for (size_t i = 0; i < s->count && s->count > 1; i++)
        write_shard(out, r, &s->shards[i]);
}

static void write_gateway(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    buffer_format(out, "\n== Discord ==\nSession : %s\n", r->connected ? "connectée" : "non connectée");
    if (!r->connected)
        buffer_format(out, "Depuis : %s\n", clock_duration(r->lost_ms / 1000, text, sizeof(text)));
    double beat_s = snapshot_value(r->snapshot, METRIC_GATEWAY_LATENCY);
    if (beat_s > 0)
        buffer_format(out, "Dernier aller-retour : %.3f s\n", beat_s);
    else
        buffer_text(out, "Dernier aller-retour : " UNKNOWN_BEAT "\n");
    buffer_format(out, "Dernier événement : %s\n",
                  moment_or((int64_t)snapshot_value(r->snapshot, METRIC_GATEWAY_LAST_EVENT) * 1000, text,
                            sizeof(text), "aucun"));
    buffer_format(out,
                  "Connexions : %" PRIu64 " · READY : %" PRIu64 " · RESUMED : %" PRIu64
                  " · coupures : %" PRIu64 "\n",
                  snapshot_count(r->snapshot, METRIC_GATEWAY_CONNECTS),
                  snapshot_count(r->snapshot, METRIC_GATEWAY_READIES),
                  snapshot_count(r->snapshot, METRIC_GATEWAY_RESUMES),
                  snapshot_count(r->snapshot, METRIC_GATEWAY_DISCONNECTS));
    if (snapshot_count(r->snapshot, METRIC_GATEWAY_CLOSE_CODE))
        buffer_format(out, "Dernier code de fermeture : %" PRIu64 "\n",
                      snapshot_count(r->snapshot, METRIC_GATEWAY_CLOSE_CODE));
    write_shards(out, r);
}

/* A success dates from the present instance of its worker; failures go on across restarts. */
static void write_task(struct buffer *out, const struct report *r, const struct task_row *task)
{
    char text[CLOCK_TEXT_SIZE];
    const struct metrics *m = &r->snapshot->programs[task->worker].values;
    int64_t succeeded_ms = (int64_t)(metrics_get(m, task->success) * 1000);
    buffer_format(out, "%s (%s) : dernière réussite %s%s, %.0f échec(s)\n", task->name,
                  worker_name(task->worker), moment_or(succeeded_ms, text, sizeof(text), "aucune encore"),
                  succeeded_ms > 0 ? " UTC" : "", metrics_get(m, task->failures));
}

static void write_tasks(struct buffer *out, const struct report *r)
{
    buffer_text(out, "\n== Tâches de fond ==\n");
    for (int i = 0; i < TASKS; i++)
        if (snapshot_heard(r->snapshot, task_row((enum task_id)i)->worker))
            write_task(out, r, task_row((enum task_id)i));
}

/* One line a cache of the gateway-worker's; nothing while nobody told. */
static void write_caches(struct buffer *out, const struct report *r)
{
    static const struct {
        const char *name;
        enum metric entries, bytes, evicted;
    } CACHES[] = {
        {"Salons", METRIC_CACHE_ENTRIES_CHANNELS, METRIC_CACHE_BYTES_CHANNELS, METRIC_CACHE_EVICTED_CHANNELS},
        {"Rôles", METRIC_CACHE_ENTRIES_ROLES, METRIC_CACHE_BYTES_ROLES, METRIC_CACHE_EVICTED_ROLES},
        {"Membres", METRIC_CACHE_ENTRIES_MEMBERS, METRIC_CACHE_BYTES_MEMBERS, METRIC_CACHE_EVICTED_MEMBERS},
        {"Messages", METRIC_CACHE_ENTRIES_MESSAGES, METRIC_CACHE_BYTES_MESSAGES,
         METRIC_CACHE_EVICTED_MESSAGES},
    };
    if (!snapshot_heard(r->snapshot, WORKER_GATEWAY))
        return;
    buffer_text(out, "\n== Caches de Discord ==\n");
    for (size_t i = 0; i < ARRAY_LEN(CACHES); i++)
        buffer_format(out, "%s : %" PRIu64 " en %.1f Ko, %" PRIu64 " abandonnés faute de place\n",
                      CACHES[i].name, snapshot_count(r->snapshot, CACHES[i].entries),
                      snapshot_value(r->snapshot, CACHES[i].bytes) / 1024,
                      snapshot_count(r->snapshot, CACHES[i].evicted));
}

static void write_sheets(struct buffer *out, const struct report *r)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t oldest_ms = (int64_t)snapshot_value(r->snapshot, METRIC_SHEETS_QUEUE_SINCE) * 1000;
    buffer_format(out, "\n== Google Sheets ==\nÉtat : %s\n", sheets_state_text(r));
    buffer_format(out, "En attente d'écriture : %" PRIu64 "\n",
                  snapshot_count(r->snapshot, METRIC_SHEETS_QUEUE));
    if (oldest_ms > 0)
        buffer_format(out, "La plus ancienne attend depuis : %s UTC\n",
                      clock_iso_seconds(oldest_ms, text, sizeof(text)));
    buffer_format(out, "Écrites : %" PRIu64 " · échecs : %" PRIu64 " · refusées : %" PRIu64 "\n",
                  snapshot_count(r->snapshot, METRIC_SHEETS_WRITTEN),
                  snapshot_count(r->snapshot, METRIC_SHEETS_FAILURES),
                  snapshot_count(r->snapshot, METRIC_SHEETS_DEAD));
}

static void write_limits(struct buffer *out, const struct report *r)
{
    buffer_text(out, "\n== Limites ==\nMémoire : ");
    if (r->memory_known)
        buffer_format(out, "%.1f Mo", (double)r->memory_bytes / MIB);
    else
        buffer_text(out, UNKNOWN);
    buffer_format(out, ", alerte à %.1f Mo, critique à %.1f Mo\n", (double)r->limits.warn_bytes / MIB,
                  (double)r->limits.critical_bytes / MIB);
    buffer_format(out, "IDENTIFY restants aujourd'hui : %" PRIu64 "\n",
                  snapshot_count(r->snapshot, METRIC_GATEWAY_IDENTIFIES_LEFT));
    buffer_format(out, "Réponses 429 de Discord : %" PRIu64 "\n",
                  snapshot_count(r->snapshot, METRIC_REST_RATE_LIMITED));
    buffer_format(out, "Requêtes HTTP servies : %" PRIu64 "\n", r->requests);
}

static void write_event(struct buffer *out, const struct report *r, const struct health_event *event)
{
    char time[CLOCK_TEXT_SIZE];
    struct report french = *r;
    french.language = FRENCH;
    buffer_format(out, "%s %s %s : ", clock_time_of_day(event->at_ms, time, sizeof(time)),
                  log_level_name(event->level), event->program);
    event_write(out, &french, event);
    if (event->times > 1)
        buffer_format(out, " (%u fois)", event->times);
    buffer_char(out, '\n');
}

static void write_events(struct buffer *out, const struct report *r)
{
    buffer_text(out, "\n== Derniers événements ==\n");
    const struct health_event *event = health_events_at(r->events, 0);
    if (!event)
        buffer_text(out, "aucun\n");
    for (size_t back = 0; back < EVENTS_SHOWN && event; event = health_events_at(r->events, ++back))
        write_event(out, r, event);
}

void page_detailed(struct buffer *out, const struct report *r)
{
    write_head(out, r);
    write_verdict(out, r);
    write_gateway(out, r);
    for (int i = 0; i < WORKERS; i++)
        write_worker(out, r, (enum worker)i);
    write_tasks(out, r);
    write_caches(out, r);
    write_sheets(out, r);
    write_limits(out, r);
    history_text(out, r);
    detailed_alerts(out, r);
    detailed_outreach(out, r);
    write_events(out, r);
    buffer_format(out, "\nVigie %s (%s)\n", BUILD_VERSION, BUILD_COMMIT);
}
