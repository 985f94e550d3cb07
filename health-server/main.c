/* health-server: tells monitors and people how the service is.
 * The supervisor relays what everybody reports; the observer makes a verdict of it; the HTTP server shows it.
 * Holds nothing that the supervisor could not hand to its successor. */
#include "cli.h"
#include "clock.h"
#include "disk_fault.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "frame.h"
#include "history.h"
#include "log.h"
#include "loop.h"
#include "observer.h"
#include "outbound.h"
#include "reporter.h"
#include "server.h"
#include "settings.h"
#include "tally.h"
#include "test_alert.h"
#include "uplink.h"
#include "worker_start.h"

#include <stdlib.h>
#include <string.h>

#define PROGRAM               "health-server"
#define TICK_MS               1000
#define TICKS_PER_KEEP        2
#define TICKS_PER_MEMORY_WORD 30
/* What a successor must know: the observer's line, then those of what is sent out. */
#define KEPT_MAX FRAME_BODY_MOST
_Static_assert(OBSERVER_KEPT_MOST + OUTBOUND_KEPT_MAX <= KEPT_MAX, "whatever waits can be handed over");
#define MIB (UINT64_C(1024) * 1024)

static const char HELP[] = "health-server répond aux moniteurs et aux navigateurs : état, mesures, page.\n"
                           "Il est lancé par le superviseur, jamais à la main : supervisor run\n"
                           "\n"
                           "  --help      cette aide\n"
                           "  --version   version et commit\n";

struct health_server {
    struct settings settings;
    struct loop *loop;
    struct footprint *footprint;
    struct uplink *uplink;
    struct reporter *reporter;
    struct loop_timer *tick;
    struct http_server *http;
    struct observer observer;
    struct history *history;
    struct outbound *outbound;
    struct disk_fault disk_fault;
    unsigned parts_stopping; /* history and outbound, while they bring their last to disk */
    struct report report;    /* of the request being answered */
    struct tally *tally;
    struct tally own_tally; /* when the supervisor gave none */
    struct channel_counts counts_seen;
    struct buffer kept;
    bool memory_said;
    enum memory_level memory_told; /* to the gateway-worker, if memory_said */
    unsigned ticks;
    int exit_status;
};

/* ---- What the HTTP server asks. */

static const struct report *report_now(struct health_server *h, uint64_t requests, enum language language)
{
    observer_own_metrics(&h->observer)->values[METRIC_HTTP_REQUESTS].value = (double)requests;
    observer_report(&h->observer, requests, loop_now_ms(h->loop), clock_wall_ms(), &h->report);
    h->report.history = history_view_of(h->history);
    outbound_show(h->outbound, &h->report);
    h->report.language = language;
    return &h->report;
}

static const struct report *answer_request(void *ctx, enum language language)
{
    struct health_server *h = ctx;
    return report_now(h, atomic_fetch_add_explicit(&h->tally->requests, 1, memory_order_relaxed) + 1,
                      language);
}

static const struct report *look(void *ctx, enum language language)
{
    struct health_server *h = ctx;
    return report_now(h, atomic_load_explicit(&h->tally->requests, memory_order_relaxed), language);
}

/* ---- Every second. */

static void log_memory(const struct health_server *h)
{
    bool critical = h->observer.memory.level == MEMORY_CRITICAL;
    const struct report *r = &h->report;
    log_event(critical ? LOG_ERROR : LOG_WARN, critical ? "memory.critical" : "memory.high",
              LOG_WITH(log_int("used_mb", (int64_t)(r->memory_bytes / MIB)),
                       log_int("warn_mb", (int64_t)(r->limits.warn_bytes / MIB)),
                       log_int("critical_mb", (int64_t)(r->limits.critical_bytes / MIB))),
              critical ? "💾 Utilisation mémoire critique" : "💾 Utilisation mémoire élevée");
}

/* Said again while it lasts: the gateway-worker may be a new one. */
static void tell_memory(struct health_server *h)
{
    static const char *const WORDS[] = {
        [MEMORY_FINE] = "fine", [MEMORY_HIGH] = "high", [MEMORY_CRITICAL] = "critical"};
    enum memory_level level = h->observer.memory.level;
    bool again = level != MEMORY_FINE && h->ticks % TICKS_PER_MEMORY_WORD == 0;
    if (!h->memory_said || level != h->memory_told || again)
        (void)uplink_send(h->uplink, WORKER_GATEWAY, MESSAGE_MEMORY, 0, WORDS[level], strlen(WORDS[level]));
    h->memory_said = true;
    h->memory_told = level;
}

static void keep(void *ctx)
{
    struct health_server *h = ctx;
    buffer_clear(&h->kept);
    observer_keep(&h->observer, &h->kept, loop_now_ms(h->loop));
    outbound_keep(h->outbound, &h->kept);
    if (!h->kept.failed)
        uplink_keep(h->uplink, h->kept.data, h->kept.length);
}

static void count_own(struct health_server *h)
{
    struct metrics *own = observer_own_metrics(&h->observer);
    struct channel_counts counts = uplink_counts(h->uplink);
    metrics_add(own, METRIC_IPC_BAD, (double)(counts.bad - h->counts_seen.bad));
    metrics_add(own, METRIC_IPC_REFUSED, (double)(counts.refused - h->counts_seen.refused));
    h->counts_seen = counts;
    metrics_set(own, METRIC_HTTP_CONNECTIONS, (double)http_server_connections(h->http));
}

static void measure_disk_fault(struct health_server *h)
{
    const int64_t parts[] = {history_failing_since_ms(h->history), outbound_failing_since_ms(h->outbound)};
    disk_fault_look(&h->disk_fault, parts, sizeof(parts) / sizeof(parts[0]));
    metrics_set(observer_own_metrics(&h->observer), METRIC_STATE_FAILING_HEALTH,
                (double)h->disk_fault.since_ms / 1000);
}

static void second_passed(void *ctx)
{
    struct health_server *h = ctx;
    count_own(h);
    measure_disk_fault(h);
    bool memory_rose = observer_tick(&h->observer, loop_now_ms(h->loop), clock_wall_ms());
    (void)look(h, FRENCH);
    if (memory_rose)
        log_memory(h);
    tell_memory(h);
    history_tick(h->history, &h->report, h->observer.restored);
    outbound_tick(h->outbound, &h->report, &h->observer.conditions);
    http_server_tick(h->http);
    if (++h->ticks % TICKS_PER_KEEP == 0)
        keep(h);
}

/* ---- What the supervisor says. */

static void part_stopped(void *ctx)
{
    struct health_server *h = ctx;
    if (--h->parts_stopping)
        return;
    keep(h);
    uplink_stopped(h->uplink);
}

static void stopped(void *ctx)
{
    struct health_server *h = ctx;
    loop_timer_stop(h->tick);
    h->parts_stopping = 2;
    history_stop(h->history, look(h, FRENCH), part_stopped, h);
    outbound_stop(h->outbound, h->observer.snapshot.supervisor.stopping, part_stopped, h);
}

static void on_kept(void *ctx, const char *body, size_t length)
{
    struct health_server *h = ctx;
    const char *newline = memchr(body, '\n', length);
    observer_restore(&h->observer, body, newline ? (size_t)(newline - body) : length, loop_now_ms(h->loop),
                     clock_wall_ms());
    h->disk_fault.since_ms =
        (int64_t)(metrics_get(observer_own_metrics(&h->observer), METRIC_STATE_FAILING_HEALTH) * 1000 + 0.5);
    outbound_restore(h->outbound, body, length);
}

static void on_welcome(void *ctx)
{
    static const struct http_server_handlers HTTP = {answer_request, look, stopped};
    struct health_server *h = ctx;
    h->history = history_create(h->loop, settings_text(&h->settings, SETTING_STATE_DIR),
                                &h->observer.averages, clock_wall_ms());
    struct err e = http_server_open(h->loop, WORKER_FD_LISTENER, &HTTP, h, &h->http);
    if (err_is(e)) {
        char text[128];
        log_event(LOG_CRIT, "http.listen_failed",
                  LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
                  "❌ Erreur critique : le port HTTP reçu du superviseur ne peut pas être servi");
        h->exit_status = EXIT_INTERNAL;
        loop_stop(h->loop);
        return;
    }
    h->reporter = reporter_create(h->loop, NULL, observer_own_metrics(&h->observer));
    h->tick = loop_timer_create(h->loop, second_passed, h);
    loop_timer_repeat(h->tick, TICK_MS);
    uplink_ready(h->uplink);
}

static void on_frame(void *ctx, const struct frame *frame)
{
    struct health_server *h = ctx;
    uint64_t now_ms = loop_now_ms(h->loop);
    if (frame->type == MESSAGE_METRICS)
        observer_metrics(&h->observer, frame->from, frame->body, frame->length, now_ms, clock_wall_ms());
    else if (frame->type == MESSAGE_EVENT)
        observer_event(&h->observer, frame->body, frame->length);
    else if (frame->type == MESSAGE_SNAPSHOT &&
             err_is(observer_snapshot(&h->observer, frame->body, frame->length, now_ms, clock_wall_ms())))
        log_event(LOG_WARN, "snapshot.malformed", NULL,
                  "État du superviseur illisible, l'ancien reste affiché");
}

static void on_stop(void *ctx)
{
    struct health_server *h = ctx;
    if (h->http)
        http_server_stop(h->http);
    else
        uplink_stopped(h->uplink);
}

/* ---- Life. */

static void open_observer(struct health_server *h)
{
    const struct settings *s = &h->settings;
    const struct observer_options options = {
        .memory = {.warn_bytes = (uint64_t)settings_int(s, SETTING_MEMORY_WARN_MB) * MIB,
                   .critical_bytes = (uint64_t)settings_int(s, SETTING_MEMORY_CRITICAL_MB) * MIB},
        .latency_warn_s = settings_decimal(s, SETTING_LATENCY_WARN_S),
        .instance_id = settings_text(s, SETTING_RENDER_INSTANCE_ID),
    };
    observer_init(&h->observer, &options, clock_monotonic_ms(), clock_wall_ms());
}

static void open_tally(struct health_server *h)
{
    if (!err_is(tally_open(WORKER_FD_TALLY, &h->tally)))
        return;
    h->tally = &h->own_tally;
    log_event(LOG_WARN, "tally.missing", NULL, "Compteur de requêtes non partagé : il repart de zéro");
}

static void run(struct health_server *h)
{
    static const struct uplink_handlers HANDLERS = {
        .on_kept = on_kept,
        .on_welcome = on_welcome,
        .on_frame = on_frame,
        .on_stop = on_stop,
    };
    h->loop = loop_create();
    loop_start_pool(h->loop);
    h->footprint = footprint_create(h->loop);
    h->uplink = uplink_open(h->loop, WORKER_HEALTH, &HANDLERS, h);
    buffer_init(&h->kept, KEPT_MAX);
    open_tally(h);
    open_observer(h);
    h->outbound = outbound_create(h->loop, &h->settings, observer_own_metrics(&h->observer), keep, h);
    loop_run(h->loop);
}

static void release(struct health_server *h)
{
    loop_timer_destroy(&h->tick);
    reporter_destroy(&h->reporter);
    http_server_destroy(&h->http);
    history_destroy(&h->history);
    outbound_destroy(&h->outbound);
    uplink_close(&h->uplink);
    observer_fini(&h->observer);
    buffer_free(&h->kept);
    if (h->tally != &h->own_tally)
        tally_close(&h->tally);
    footprint_destroy(&h->footprint);
    loop_destroy(&h->loop);
    settings_free(&h->settings);
}

int main(int argc, char **argv)
{
    static struct health_server health;
    fatal_init();
    cli_answer_standard(PROGRAM, HELP, argc, argv);
    bool test_alert = argc == 2 && strcmp(argv[1], "--test-alert") == 0;
    if (argc > 1 && !test_alert)
        cli_usage(PROGRAM, "argument inconnu");
    worker_forbid_dumps();
    worker_load_settings(&health.settings);
    worker_open_log(WORKER_HEALTH, &health.settings);
    if (test_alert)
        return test_alert_send(&health.settings);
    run(&health);
    release(&health);
    return health.exit_status;
}
