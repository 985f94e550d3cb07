/* The parts of the service put together: what each hears of the others, and what happens each second. */
#include "service.h"

#include "build_info.h"
#include "children.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "log.h"
#include "log_router.h"
#include "loop.h"
#include "operator_requests.h"
#include "ordered_stop.h"
#include "own_settings.h"
#include "reap.h"
#include "relay.h"
#include "reload.h"
#include "reporter.h"
#include "rolling_restart.h"
#include "silence_watch.h"
#include "state_watch.h"
#include "status_sender.h"
#include "terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#define SECOND_MS    1000
#define LEFTOVERS_MS 300

struct service {
    struct service_options *options;
    struct loop *loop;
    struct footprint *footprint;
    struct log_router *router;
    struct reaper *reaper;
    struct reporter *reporter;
    struct loop_timer *second;
    struct children children;
    struct relay relay;
    struct ordered_stop stop;
    struct status_sender status;
    struct rolling_restart rolling;
    struct silence_watch silence;
    struct state_watch state;
    struct reload reload;
    struct operator_requests requests;
};

static void second_passed(void *ctx)
{
    struct service *s = ctx;
    reap_sweep(s->reaper); /* a SIGCHLD may have been lost */
    log_router_tick(s->router, loop_now_ms(s->loop));
    status_sender_send(&s->status);
    if (s->stop.begun)
        return;
    rolling_restart_go_on(&s->rolling);
    state_watch_look(&s->state);
}

/* ---- From the children. */

static void child_said_hello(void *ctx, struct child *child)
{
    struct service *s = ctx;
    relay_welcome(&s->relay, child);
    if (child_worker(child) == WORKER_HEALTH)
        status_sender_send(&s->status);
}

static void child_sent(void *ctx, struct child *child, const struct frame *frame)
{
    struct service *s = ctx;
    relay_frame(&s->relay, child, frame);
}

static void child_came_up(void *ctx, struct child *child)
{
    struct service *s = ctx;
    relay_announce(&s->relay, child, true);
}

static void child_went_down(void *ctx, struct child *child)
{
    struct service *s = ctx;
    relay_announce(&s->relay, child, false);
}

static void child_hung(void *ctx, struct child *child)
{
    struct service *s = ctx;
    (void)child;
    metrics_add(&s->status.metrics, METRIC_SUPERVISOR_HANGS, 1);
}

static void child_restarted(void *ctx, struct child *child)
{
    static const enum metric RESTARTS[WORKERS] = {
        [WORKER_GATEWAY] = METRIC_SUPERVISOR_RESTARTS_GATEWAY,
        [WORKER_SHEETS] = METRIC_SUPERVISOR_RESTARTS_SHEETS,
        [WORKER_HEALTH] = METRIC_SUPERVISOR_RESTARTS_HEALTH,
        [WORKER_SIMULATOR] = METRICS, /* not worth a number */
    };
    struct service *s = ctx;
    enum metric metric = RESTARTS[child_worker(child)];
    if (metric != METRICS)
        metrics_add(&s->status.metrics, metric, 1);
}

static void child_changed(void *ctx, struct child *child)
{
    struct service *s = ctx;
    status_sender_send(&s->status);
    if (s->stop.begun)
        ordered_stop_child_changed(&s->stop, child);
    else
        rolling_restart_go_on(&s->rolling);
}

static void start_missing(struct service *s)
{
    static const struct child_handlers HANDLERS = {
        .on_hello = child_said_hello,
        .on_frame = child_sent,
        .on_up = child_came_up,
        .on_down = child_went_down,
        .on_hung = child_hung,
        .on_restart = child_restarted,
        .on_change = child_changed,
    };
    children_start_missing(&s->children, &HANDLERS, s);
}

/* ---- From the reaper. */

static void process_dead(void *ctx, pid_t pid)
{
    struct service *s = ctx;
    struct child *child = children_of_pid(&s->children, pid);
    if (child)
        child_dead(child);
}

static bool process_reaped(void *ctx, pid_t pid, int wait_status)
{
    struct service *s = ctx;
    struct child *child = children_of_pid(&s->children, pid);
    if (child)
        child_collected(child, wait_status);
    return child || reload_collected(&s->reload, pid);
}

static void process_stopped(void *ctx, pid_t pid)
{
    struct service *s = ctx;
    struct child *child = children_of_pid(&s->children, pid);
    if (child)
        log_event(LOG_WARN, "worker.frozen", LOG_WITH(log_int("pid", pid)),
                  "%s a été suspendu par un signal ; il sera remplacé s'il ne reprend pas",
                  worker_name(child_worker(child)));
}

/* ---- From signals, the stop and a reload. */

static void stop_signalled(void *ctx)
{
    struct service *s = ctx;
    ordered_stop_signalled(&s->stop);
}

/* SIGHUP where no terminal was. */
static void hung_up(void *ctx)
{
    struct service *s = ctx;
    log_event(LOG_NOTICE, "settings.reload_asked", NULL, "SIGHUP reçu : les réglages sont relus");
    reload_ask(&s->reload, 0);
}

static void stop_begun(void *ctx)
{
    struct service *s = ctx;
    status_sender_send_snapshot(&s->status);
}

static void use_settings(void *ctx)
{
    struct service *s = ctx;
    own_settings_use_for_log(s->options->settings, s->router);
    silence_watch_use(&s->silence, s->options->settings);
}

static void settings_mended(void *ctx)
{
    struct service *s = ctx;
    start_missing(s);
    status_sender_send_snapshot(&s->status);
}

/* ---- Building up and taking down. */

static void line_is_event(void *ctx, const char *line, size_t length)
{
    struct service *s = ctx;
    relay_event(&s->relay, loop_now_ms(s->loop), line, length);
}

static void own_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    struct service *s = ctx;
    log_router_line(s->router, WORKER_SUPERVISOR, level, line, length);
}

static void open_log(struct service *s)
{
    struct log_router_options router = {
        .folder = s->options->log_folder, .on_event = line_is_event, .ctx = s};
    struct log_options log = {.program = worker_name(WORKER_SUPERVISOR), .sink = own_line, .sink_ctx = s};
    router.format = log.format = own_settings_log_format(s->options->settings);
    struct err e = log_router_create(&router, &s->router);
    if (err_is(e))
        fatal_start(e.where, e.code);
    log_open(&log);
}

static void open_parts(struct service *s)
{
    static const struct control_handlers CONTROL = {.on_request = operator_requests_answer};
    static const struct reload_handlers RELOAD = {.on_adopted = use_settings, .on_mended = settings_mended};
    struct reload_parts reload = {s->options, &s->children, &s->rolling, &s->stop, &s->state};
    children_init(&s->children, s->options, s->loop, s->router);
    ordered_stop_init(&s->stop, s->loop, &s->children, stop_begun, s);
    status_sender_init(&s->status, s->options, &s->children, &s->stop, s->router);
    rolling_restart_init(&s->rolling, s->loop, &s->children);
    silence_watch_init(&s->silence, s->loop, &s->children);
    state_watch_init(&s->state, s->loop, s->options, &CONTROL, &s->requests);
    reload_init(&s->reload, s->loop, &reload, &RELOAD, s);
    s->requests = (struct operator_requests){&s->children, &s->stop, &s->reload, &s->rolling, &s->status};
}

static void open_all(struct service *s)
{
    static const struct reaper_handlers REAPER = {process_dead, process_reaped, process_stopped};
    s->loop = loop_create();
    s->footprint = footprint_create(s->loop);
    relay_init(&s->relay, s->children.by_worker);
    open_log(s);
    open_parts(s);
    loop_on_stop_signal(s->loop, stop_signalled, s);
    if (!terminal_controls_us())
        loop_on_hangup(s->loop, hung_up);
    struct err e = reaper_create(s->loop, &REAPER, s, &s->reaper);
    if (err_is(e))
        fatal_start(e.where, e.code);
    s->status.reaper = s->reaper;
    s->reporter = reporter_create(s->loop, NULL, &s->status.metrics);
    state_watch_open(&s->state);
    s->second = loop_timer_create(s->loop, second_passed, s);
    loop_timer_repeat(s->second, SECOND_MS);
    use_settings(s);
}

static void close_all(struct service *s)
{
    reap_leftovers(s->reaper, LEFTOVERS_MS);
    state_watch_fini(&s->state);
    reload_fini(&s->reload);
    reporter_destroy(&s->reporter);
    reaper_destroy(&s->reaper);
    children_fini(&s->children);
    loop_timer_destroy(&s->second);
    silence_watch_fini(&s->silence);
    ordered_stop_fini(&s->stop);
    uv_run(loop_uv(s->loop), UV_RUN_NOWAIT); /* pipes that outlived their worker have ended by now */
    log_event(LOG_NOTICE, "supervisor.stopped", NULL, "Vigie est arrêtée");
    log_open(&(struct log_options){.program = worker_name(WORKER_SUPERVISOR), .level = LOG_ERROR});
    log_router_destroy(&s->router);
    footprint_destroy(&s->footprint);
    loop_destroy(&s->loop);
    status_sender_fini(&s->status);
}

static void announce_start(const struct service *s)
{
    const struct service_options *o = s->options;
    log_event(
        LOG_NOTICE, "supervisor.started",
        LOG_WITH(log_text("version", BUILD_VERSION), log_int("pid", getpid()), log_int("port", o->port)),
        "Vigie démarre");
    for (size_t i = 0; i < o->settings->finding_count; i++)
        log_event(o->settings->findings[i].is_error ? LOG_ERROR : LOG_WARN, "settings.finding", NULL, "%s%s",
                  o->settings->findings[i].is_error ? "❌ Erreur critique : " : "",
                  o->settings->findings[i].text);
    if (o->demo)
        log_event(
            LOG_NOTICE, "demo.started", NULL,
            "Démonstration, sans Discord ni Google : jouez sur http://127.0.0.1:%u/ et regardez l'état sur "
            "http://127.0.0.1:%u/",
            o->demo_port, o->port);
}

int service_run(struct service_options *options)
{
    struct service *s = calloc(1, sizeof(*s));
    if (!s)
        fatal_start("service", ENOMEM);
    s->options = options;
    open_all(s);
    announce_start(s);
    start_missing(s);
    loop_run(s->loop);
    close_all(s);
    free(s);
    return EXIT_NORMAL;
}
