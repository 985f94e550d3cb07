/* Who is in the service, what happens each second, and how it ends. */
#include "service_inside.h"

#include "array_len.h"
#include "build_info.h"
#include "child.h"
#include "clock.h"
#include "control_listener.h"
#include "control_socket.h"
#include "detached_work.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "log.h"
#include "log_router.h"
#include "loop.h"
#include "memory_use.h"
#include "metrics.h"
#include "program_folder.h"
#include "reap.h"
#include "relay.h"
#include "reporter.h"
#include "reread.h"
#include "stop_plan.h"
#include "terminal.h"
#include "watchdog.h"
#include "worker_environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define SECOND_MS     1000
#define SNAPSHOT_MOST 8192
#define METRICS_MOST  (16 * 1024)
#define LEFTOVERS_MS  300

/* ---- Each second, and at each turn of the watchdog. */

static void second_passed(void *ctx)
{
    struct service *s = ctx;
    reap_sweep(s->reaper); /* a SIGCHLD may have been lost */
    log_router_tick(s->router, loop_now_ms(s->loop));
    service_send_metrics(s);
    service_send_snapshot(s);
    service_roll_on(s);
    service_look_at_state(s);
}

static void watch_turn(void *ctx)
{
    struct service *s = ctx;
    uint64_t now_ms = loop_now_ms(s->loop);
    struct watchdog_turn turn = watchdog_turn(&s->watchdog, now_ms);
    if (!turn.may_judge)
        log_event(LOG_WARN, "supervisor.late", LOG_WITH(log_int("late_ms", (int64_t)turn.late_ms)),
                  "supervisor a lui-même été retenu ; aucun programme n'est jugé sur ce temps");
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i])
            child_watch(s->children[i], now_ms, turn);
}

/* ---- News from the children. */

static void child_said_hello(void *ctx, struct child *child)
{
    struct service *s = ctx;
    relay_welcome(&s->relay, child);
    if (child_worker(child) == WORKER_HEALTH) {
        service_send_metrics(s);
        service_send_snapshot(s);
    }
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
    metrics_add(&s->metrics, METRIC_SUPERVISOR_HANGS, 1);
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
        metrics_add(&s->metrics, metric, 1);
}

static void child_changed(void *ctx, struct child *child)
{
    struct service *s = ctx;
    service_send_metrics(s); /* first: whoever sees the change finds its number counted */
    service_send_snapshot(s);
    if (s->phase == RUNNING) {
        service_roll_on(s);
        return;
    }
    if (child_waits(child))
        child_end(child, 0); /* nobody starts anew any more; comes back here as stopped */
    else
        service_stop_on(s);
}

static struct child *child_of_pid(const struct service *s, pid_t pid)
{
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i] && child_pid(s->children[i]) == pid)
            return s->children[i];
    return NULL;
}

static void process_dead(void *ctx, pid_t pid)
{
    struct child *child = child_of_pid(ctx, pid);
    if (child)
        child_dead(child);
}

static bool process_reaped(void *ctx, pid_t pid, int wait_status)
{
    struct child *child = child_of_pid(ctx, pid);
    if (child)
        child_collected(child, wait_status);
    return child || reread_collected(((struct service *)ctx)->reread, pid);
}

static void process_stopped(void *ctx, pid_t pid)
{
    struct child *child = child_of_pid(ctx, pid);
    if (child)
        log_event(LOG_WARN, "worker.frozen", LOG_WITH(log_int("pid", pid)),
                  "%s a été suspendu par un signal ; il sera remplacé s'il ne reprend pas",
                  worker_name(child_worker(child)));
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
    router.format = log.format = service_log_format(s);
    struct err e = log_router_create(&router, &s->router);
    if (err_is(e))
        fatal_start(e.where, e.code);
    log_open(&log);
}

static bool belongs(const struct service_options *options, enum worker worker)
{
    if (worker == WORKER_HEALTH)
        return true;
    return !options->config_error && (worker != WORKER_SIMULATOR || options->demo);
}

static void add_child(struct service *s, enum worker worker)
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
    int listener = worker == WORKER_HEALTH ? s->options->listener_fd : -1;
    s->environments[worker] =
        worker_environment(s->options->settings, worker_reader(worker), s->options->environment);
    struct child_options options = {
        .parts =
            {
                .worker = worker,
                .path = program_path(worker_name(worker), s->paths[worker], sizeof(s->paths[worker])),
                .environment = s->environments[worker],
                .listener_fd = worker == WORKER_SIMULATOR ? s->options->demo_listener_fd : listener,
                .secrets_fd = s->options->secrets_fds[worker],
                .tally_fd = worker == WORKER_HEALTH ? s->options->tally_fd : -1,
                .loop = s->loop,
                .router = s->router,
            },
        .hang_timeout_ms = service_hang_timeout_ms(s),
    };
    s->children[worker] = child_create(&options, &HANDLERS, s);
}

static void open_control(struct service *s)
{
    struct control_listener listener;
    if (!s->options->state_folder) {
        s->control_lost = true; /* a finding of the settings says so */
        return;
    }
    struct err e = control_listener_open(s->options->state_folder, &listener);
    if (err_is(e))
        service_control_closed(s, e);
    else
        service_open_control(s, &listener);
}

static void start_timers(struct service *s)
{
    s->second = loop_timer_create(s->loop, second_passed, s);
    s->watch = loop_timer_create(s->loop, watch_turn, s);
    s->stop_limit = loop_timer_create(s->loop, service_stop_limit_passed, s);
    loop_timer_repeat(s->second, SECOND_MS);
}

static void open_all(struct service *s)
{
    static const struct reaper_handlers REAPER = {process_dead, process_reaped, process_stopped};
    s->started_ms = clock_monotonic_ms();
    s->started_wall_ms = clock_wall_ms();
    s->memory_limit_bytes = memory_limit_bytes();
    buffer_init(&s->snapshot, SNAPSHOT_MOST);
    buffer_init(&s->metrics_body, METRICS_MOST);
    metrics_init(&s->metrics, WORKER_SUPERVISOR);
    s->loop = loop_create();
    s->footprint = footprint_create(s->loop);
    relay_init(&s->relay, s->children);
    open_log(s);
    loop_on_stop_signal(s->loop, service_stop_signalled, s);
    if (!terminal_controls_us())
        loop_on_hangup(s->loop, service_hung_up);
    s->reread = service_reread_create(s);
    struct err e = reaper_create(s->loop, &REAPER, s, &s->reaper);
    if (err_is(e))
        fatal_start(e.where, e.code);
    s->reporter = reporter_create(s->loop, NULL, &s->metrics);
    open_control(s);
    start_timers(s);
    service_use_settings(s);
}

static void close_all(struct service *s)
{
    reap_leftovers(s->reaper, LEFTOVERS_MS);
    detached_work_abandon(&s->state_look);
    control_server_close(&s->control);
    reread_destroy(&s->reread);
    reporter_destroy(&s->reporter);
    reaper_destroy(&s->reaper);
    for (int i = 0; i < WORKERS; i++) {
        child_destroy(&s->children[i]);
        worker_environment_free(&s->environments[i]);
    }
    loop_timer_destroy(&s->second);
    loop_timer_destroy(&s->watch);
    loop_timer_destroy(&s->stop_limit);
    uv_run(loop_uv(s->loop), UV_RUN_NOWAIT); /* pipes that outlived their worker have ended by now */
    log_event(LOG_NOTICE, "supervisor.stopped", NULL, "Vigie est arrêtée");
    log_open(&(struct log_options){.program = worker_name(WORKER_SUPERVISOR), .level = LOG_ERROR});
    log_router_destroy(&s->router);
    footprint_destroy(&s->footprint);
    loop_destroy(&s->loop);
    buffer_free(&s->snapshot);
    buffer_free(&s->metrics_body);
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

void service_start_missing(struct service *s)
{
    bool missing[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        missing[i] = belongs(s->options, (enum worker)i) && !s->children[i];
        if (missing[i])
            add_child(s, (enum worker)i);
    }
    for (int i = 0; i < WORKERS; i++)
        if (missing[i])
            child_start(s->children[i]);
}

int service_run(struct service_options *options)
{
    struct service *s = calloc(1, sizeof(*s));
    if (!s)
        fatal_start("service", ENOMEM);
    s->options = options;
    open_all(s);
    announce_start(s);
    service_start_missing(s);
    loop_run(s->loop);
    close_all(s);
    free(s);
    return EXIT_NORMAL;
}
