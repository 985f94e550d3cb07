/* The parts of the service put together: what one hears of the others. Each test is what happens while the
 * loop runs, over pretend children, a pretend loop, reaper, router and control socket. */
#include "service.h"

#include "control_listener.h"
#include "detached_work.h"
#include "exit_status.h"
#include "footprint.h"
#include "log_router.h"
#include "reap.h"
#include "relay.h"
#include "reporter.h"
#include "terminal.h"

#include <uv.h>

#include "pretend_children.h"
#include "pretend_reread.h"
#include "sync/pretend_loop.h"

/* ---- The loop and its signals. */

static void (*while_it_runs)(void);
static void (*stop_signalled)(void *ctx);
static void (*hung_up)(void *ctx);
static void *signal_ctx;
static unsigned loop_stops;
static bool terminal;

struct loop *loop_create(void)
{
    return &the_loop;
}

void loop_run(struct loop *loop)
{
    assert_ptr_equal(loop, &the_loop);
    while_it_runs();
}

void loop_stop(struct loop *loop)
{
    (void)loop;
    loop_stops++;
}

void loop_destroy(struct loop **loop)
{
    assert_null(timers);
    *loop = NULL;
}

struct uv_loop_s *loop_uv(struct loop *loop)
{
    (void)loop;
    return NULL;
}

int uv_run(uv_loop_t *loop, uv_run_mode mode)
{
    (void)loop;
    (void)mode;
    return 0;
}

void loop_on_stop_signal(struct loop *loop, void (*on_stop)(void *ctx), void *ctx)
{
    (void)loop;
    stop_signalled = on_stop;
    signal_ctx = ctx;
}

void loop_on_hangup(struct loop *loop, void (*on_hangup)(void *ctx))
{
    (void)loop;
    hung_up = on_hangup;
}

bool terminal_controls_us(void)
{
    return terminal;
}

/* ---- Processes. */

static struct reaper_handlers reaper;
static void *reaper_ctx;
static unsigned sweeps;

struct err reaper_create(struct loop *loop, const struct reaper_handlers *handlers, void *ctx,
                         struct reaper **ret_reaper)
{
    (void)loop;
    reaper = *handlers;
    reaper_ctx = ctx;
    *ret_reaper = (struct reaper *)&reaper;
    return ERR_OK;
}

void reap_sweep(struct reaper *r)
{
    (void)r;
    sweeps++;
}

uint64_t reaper_strangers(const struct reaper *r)
{
    assert_ptr_equal(r, &reaper);
    return 0;
}

void reap_leftovers(struct reaper *r, uint64_t patience_ms)
{
    (void)r;
    (void)patience_ms;
}

void reaper_destroy(struct reaper **r)
{
    *r = NULL;
}

/* ---- Lines, numbers, memory. */

static struct log_router_options router;
static unsigned router_ticks, routers;

struct err log_router_create(const struct log_router_options *options, struct log_router **ret_router)
{
    router = *options;
    routers++;
    *ret_router = (struct log_router *)&router;
    return ERR_OK;
}

void log_router_destroy(struct log_router **r)
{
    routers--;
    *r = NULL;
}

void log_router_set_format(struct log_router *r, enum log_format format)
{
    (void)r;
    router.format = format;
}

void log_router_line(struct log_router *r, enum worker program, enum log_level level, const char *line,
                     size_t length)
{
    assert_ptr_equal(r, &router);
    assert_int_equal(program, WORKER_SUPERVISOR);
    keep_line(NULL, level, line, length);
}

void log_router_tick(struct log_router *r, uint64_t now_ms)
{
    (void)r;
    (void)now_ms;
    router_ticks++;
}

uint64_t log_router_dropped(const struct log_router *r)
{
    (void)r;
    return 0;
}

static struct metrics *numbers;

struct reporter *reporter_create(struct loop *loop, struct uplink *uplink, struct metrics *metrics)
{
    (void)loop;
    assert_null(uplink);
    numbers = metrics;
    return NULL;
}

void reporter_destroy(struct reporter **reporter)
{
    (void)reporter;
}

struct footprint *footprint_create(struct loop *loop)
{
    (void)loop;
    return NULL;
}

void footprint_destroy(struct footprint **footprint)
{
    (void)footprint;
}

/* ---- The control socket, and looks at its folder. */

static struct control_handlers control;
static void *control_ctx;
static unsigned looks;

struct err control_listener_open(const char *folder, struct control_listener *ret_listener)
{
    assert_string_equal(folder, "/state");
    *ret_listener = CONTROL_LISTENER_NONE;
    return ERR_OK;
}

void control_listener_close(struct control_listener *l)
{
    *l = CONTROL_LISTENER_NONE;
}

bool control_listener_stands(const struct control_listener *l, const char *folder)
{
    (void)l;
    (void)folder;
    return true;
}

struct err control_server_open(struct loop *loop, struct control_listener *take_listener,
                               const struct control_handlers *handlers, void *ctx,
                               struct control_server **ret_server)
{
    (void)loop;
    (void)take_listener;
    control = *handlers;
    control_ctx = ctx;
    *ret_server = (struct control_server *)&control;
    return ERR_OK;
}

struct control_listener control_server_listener(const struct control_server *server)
{
    (void)server;
    return CONTROL_LISTENER_NONE;
}

void control_server_close(struct control_server **server)
{
    *server = NULL;
}

struct err detached_work_start(struct loop *loop, const struct detached_work_kind *kind, void *data,
                               void *ctx, struct detached_work **ret_work)
{
    (void)loop;
    (void)ctx;
    (void)ret_work;
    looks++;
    kind->discard(data);
    return ERR_OK;
}

void detached_work_abandon(struct detached_work **work)
{
    *work = NULL;
}

/* ---- A service. */

static struct settings settings;
static struct service_options options;

static int fresh(void **state)
{
    static char *environment[] = {NULL};
    (void)state;
    open_kept_log();
    timers = NULL; /* of a test that failed */
    reset_loop();
    loop_stops = sweeps = looks = router_ticks = answer_count = 0;
    terminal = false;
    stop_signalled = hung_up = NULL;
    settings = (struct settings){0};
    options = (struct service_options){.settings = &settings,
                                       .environment = environment,
                                       .state_folder = "/state",
                                       .lock_fd = -1,
                                       .listener_fd = -1,
                                       .demo_listener_fd = -1,
                                       .tally_fd = -1,
                                       .port = 8080};
    for (int i = 0; i < WORKERS; i++)
        options.secrets_fds[i] = -1;
    return 0;
}

static int over(void **state)
{
    (void)state;
    assert_int_equal(routers, 0);
    settings_free(&settings);
    return 0;
}

static void runs(void (*what)(void))
{
    while_it_runs = what;
    assert_int_equal(service_run(&options), EXIT_NORMAL);
    assert_int_equal(logged("event=supervisor.started"), 1);
    assert_int_equal(logged("event=supervisor.stopped"), 1);
}

static void says_hello(enum worker worker)
{
    created[worker]->handlers.on_hello(created[worker]->ctx, created[worker]);
}

static void changes(enum worker worker)
{
    created[worker]->handlers.on_change(created[worker]->ctx, created[worker]);
}

static void is_ready(enum worker worker)
{
    created[worker]->up = true;
    created[worker]->handlers.on_up(created[worker]->ctx, created[worker]);
    changes(worker);
}

static unsigned sent_of_type(enum message type, enum worker to)
{
    unsigned count = 0;
    for (unsigned i = 0; i < sent_count && i < SENT_MAX; i++)
        count += sent[i].type == type && sent[i].to == to;
    return count;
}

static void a_new_health_server(void)
{
    assert_null(created[WORKER_SIMULATOR]);
    says_hello(WORKER_SHEETS);
    assert_int_equal(sent_of_type(MESSAGE_SNAPSHOT, WORKER_HEALTH), 0);
    says_hello(WORKER_HEALTH);
    assert_int_equal(sent_of_type(MESSAGE_WELCOME, WORKER_HEALTH), 1);
    assert_int_equal(sent_of_type(MESSAGE_METRICS, WORKER_HEALTH), 1);
    assert_int_equal(sent_of_type(MESSAGE_SNAPSHOT, WORKER_HEALTH), 1);
    is_ready(WORKER_SHEETS);
    assert_int_equal(sent_of_type(MESSAGE_PEER_UP, WORKER_HEALTH), 1);
    assert_int_equal(sent_of_type(MESSAGE_SNAPSHOT, WORKER_HEALTH), 2);
    created[WORKER_SHEETS]->handlers.on_down(created[WORKER_SHEETS]->ctx, created[WORKER_SHEETS]);
    assert_int_equal(sent_of_type(MESSAGE_PEER_DOWN, WORKER_HEALTH), 1);
    router.on_event(router.ctx, "a line", 6);
    assert_int_equal(sent_of_type(MESSAGE_EVENT, WORKER_HEALTH), 1);
}

static void the_health_server_hears_of_everything(void **state)
{
    (void)state;
    runs(a_new_health_server);
}

static void a_frame_for_another(void)
{
    struct child *from = created[WORKER_GATEWAY];
    struct frame frame = {.type = MESSAGE_ROW_GET, .from = WORKER_GATEWAY, .to = WORKER_SHEETS, .seq = 4};
    is_ready(WORKER_SHEETS);
    from->handlers.on_frame(from->ctx, from, &frame);
    assert_int_equal(sent_of_type(MESSAGE_ROW_GET, WORKER_SHEETS), 1);
}

static void frames_go_through_the_relay(void **state)
{
    (void)state;
    runs(a_frame_for_another);
}

static void restarts_and_hangs(void)
{
    for (int i = 0; i < WORKERS; i++)
        if (created[i])
            created[i]->handlers.on_restart(created[i]->ctx, created[i]);
    created[WORKER_SHEETS]->handlers.on_hung(created[WORKER_SHEETS]->ctx, created[WORKER_SHEETS]);
    assert_int_equal((int)metrics_get(numbers, METRIC_SUPERVISOR_RESTARTS_GATEWAY), 1);
    assert_int_equal((int)metrics_get(numbers, METRIC_SUPERVISOR_RESTARTS_SHEETS), 1);
    assert_int_equal((int)metrics_get(numbers, METRIC_SUPERVISOR_RESTARTS_HEALTH), 1);
    assert_int_equal((int)metrics_get(numbers, METRIC_SUPERVISOR_HANGS), 1);
}

static void restarts_and_hangs_are_counted(void **state)
{
    (void)state;
    options.demo = true; /* the simulator's are nobody's concern */
    runs(restarts_and_hangs);
}

static void processes_end(void)
{
    reaper.on_stopped(reaper_ctx, 1000 + WORKER_SHEETS);
    assert_int_equal(logged("event=worker.frozen"), 1);
    reaper.on_stopped(reaper_ctx, 4);
    assert_int_equal(logged("event=worker.frozen"), 1);
    reaper.on_dead(reaper_ctx, 4);
    reaper.on_dead(reaper_ctx, 1000 + WORKER_SHEETS);
    assert_int_equal(created[WORKER_SHEETS]->dead, 1);
    assert_true(reaper.on_reaped(reaper_ctx, 1000 + WORKER_SHEETS, 9));
    assert_int_equal(created[WORKER_SHEETS]->collected, 1);
    assert_true(reaper.on_reaped(reaper_ctx, 777, 0)); /* it had read the settings */
    assert_false(reaper.on_reaped(reaper_ctx, 4, 0));
}

static void a_process_is_its_childs_or_the_readings_or_a_strangers(void **state)
{
    (void)state;
    runs(processes_end);
}

static void three_seconds(void)
{
    pass(3000);
    assert_int_equal(sweeps, 3);
    assert_int_equal(router_ticks, 3);
    assert_int_equal(looks, 1);
    assert_int_equal(created[WORKER_SHEETS]->watched, 3);
    stop_signalled(signal_ctx);
    pass(9000);
    assert_int_equal(looks, 1); /* its own folder may go with it */
}

static void each_second_has_its_chores(void **state)
{
    (void)state;
    settings_put(&settings, SETTING_HANG_TIMEOUT_S, "30");
    runs(three_seconds);
}

static void a_stop(void)
{
    says_hello(WORKER_HEALTH);
    nothing_sent();
    stop_signalled(signal_ctx);
    assert_int_equal(sent_of_type(MESSAGE_SNAPSHOT, WORKER_HEALTH), 1); /* that it stops */
    assert_non_null(strchr(asked, 'e'));
    for (unsigned turns = 0; turns < WORKERS; turns++)
        for (int i = 0; i < WORKERS; i++)
            if (created[i] && created[i]->grace_ms) {
                created[i]->stopped = true;
                changes((enum worker)i);
            }
    assert_true(loop_stops > 0);
}

static void a_stop_ends_the_children_then_the_loop(void **state)
{
    (void)state;
    runs(a_stop);
}

static void a_hangup(void)
{
    struct reread_result result = {.secrets_fds = {-1, -1, -1, -1}};
    settings_put(&result.settings, SETTING_LOG_FORMAT, "json");
    settings_put(&result.settings, SETTING_HANG_TIMEOUT_S, "60");
    hung_up(signal_ctx);
    assert_int_equal(logged("event=settings.reload_asked"), 1);
    assert_int_equal(readings, 1);
    reading_ends(&result);
    assert_int_equal(router.format, LOG_JSON);
    assert_int_equal(created[WORKER_SHEETS]->hang_timeout_ms, 60000);
    settings_put(&settings, SETTING_LOG_FORMAT, "text");
    router.format = LOG_TEXT;
}

static void a_hangup_reads_the_settings_again_and_the_supervisor_uses_its_own(void **state)
{
    (void)state;
    while_it_runs = a_hangup;
    assert_int_equal(service_run(&options), EXIT_NORMAL);
}

static void nothing(void)
{
}

static void a_hangup_of_our_terminal_is_a_stop(void **state)
{
    (void)state;
    terminal = true;
    runs(nothing);
    assert_null(hung_up);
}

static void better_settings(void)
{
    struct reread_result result = {.secrets_fds = {-1, -1, -1, -1}};
    struct buffer reply;
    assert_null(created[WORKER_GATEWAY]);
    says_hello(WORKER_HEALTH);
    nothing_sent();
    buffer_init(&reply, CONTROL_REPLY_MOST);
    assert_int_equal(
        control.on_request(control_ctx, (struct control_request){.verb = CONTROL_RELOAD}, 1, &reply),
        CONTROL_LATER);
    buffer_free(&reply);
    reading_ends(&result);
    assert_int_equal(created[WORKER_GATEWAY]->starts, 1);
    assert_int_equal(created[WORKER_HEALTH]->starts, 1);
    assert_int_equal(sent_of_type(MESSAGE_SNAPSHOT, WORKER_HEALTH), 1);
    assert_int_equal(answer_count, 1);
}

static void a_service_that_only_said_what_is_wrong_becomes_whole(void **state)
{
    (void)state;
    options.config_error = "PORT : …";
    settings_found(&settings, true, "PORT : faux");
    settings_found(&settings, false, "LOG_DIR : douteux");
    runs(better_settings);
    assert_int_equal(logged("event=settings.finding"), 2);
}

static void a_demo_says_where_to_play(void **state)
{
    (void)state;
    options.demo = true;
    options.demo_port = 10001;
    runs(nothing);
    assert_int_equal(logged("event=demo.started"), 1);
    assert_int_equal(logged("http://127.0.0.1:10001/"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_health_server_hears_of_everything),
        TEST(frames_go_through_the_relay),
        TEST(restarts_and_hangs_are_counted),
        TEST(a_process_is_its_childs_or_the_readings_or_a_strangers),
        TEST(each_second_has_its_chores),
        TEST(a_stop_ends_the_children_then_the_loop),
        TEST(a_hangup_reads_the_settings_again_and_the_supervisor_uses_its_own),
        TEST(a_hangup_of_our_terminal_is_a_stop),
        TEST(a_service_that_only_said_what_is_wrong_becomes_whole),
        TEST(a_demo_says_where_to_play),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
