/* The driver: what it does to processes, its timer, the channel and the log, over a pretend instance. */
#include "child.h"

#include "log.h"
#include "loop.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "pretend_channel.h"

#define GRACE_MS 4000

/* ---- A pretend loop: one timer is all that child.c has. */

static uint64_t now_ms;
static struct {
    void (*on_time)(void *ctx);
    void *ctx;
    bool active;
    uint64_t at_ms;
} timer;

uint64_t loop_now_ms(const struct loop *loop)
{
    (void)loop;
    return now_ms;
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    timer.on_time = on_time;
    timer.ctx = ctx;
    timer.active = false;
    return (struct loop_timer *)&timer;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms)
{
    (void)t;
    timer.active = true;
    timer.at_ms = now_ms + after_ms;
}

void loop_timer_stop(struct loop_timer *t)
{
    (void)t;
    timer.active = false;
}

void loop_timer_destroy(struct loop_timer **t)
{
    *t = NULL;
}

static void time_passes(uint64_t ms)
{
    uint64_t end_ms = now_ms + ms;
    while (timer.active && timer.at_ms <= end_ms) {
        now_ms = timer.at_ms;
        timer.active = false;
        timer.on_time(timer.ctx);
    }
    now_ms = end_ms;
}

/* ---- Pretend instances. */

static struct channel channel;
static struct child_link *link_now; /* ctx of the channel's handlers */
static pid_t next_pid;
static int fork_errno, exec_errno;
static int signals[16];
static unsigned signal_count, groups_killed, instances_gone;

struct err instance_launch(struct instance *i, const struct instance_parts *parts,
                           const struct channel_handlers *handlers, void *ctx)
{
    (void)parts;
    assert_ptr_equal(handlers, &CHILD_LINK_CHANNEL);
    link_now = ctx;
    if (fork_errno)
        return err_make(ERR_SYSTEM, "spawn.fork", fork_errno);
    channel = (struct channel){0};
    *i = (struct instance){.pid = next_pid++, .channel = &channel};
    return ERR_OK;
}

void instance_signal(const struct instance *i, int number)
{
    (void)i;
    signals[signal_count++ % 16] = number;
}

void instance_kill_group(const struct instance *i)
{
    groups_killed += i->pid > 0;
}

int instance_collected(struct instance *i)
{
    i->pid = 0;
    return exec_errno;
}

void instance_fini(struct instance *i)
{
    (void)i;
    instances_gone++;
}

/* ---- What the service hears, and the log. */

static char story[512]; /* a letter for each call, in order */
static char log_lines[8192];

static void tell(char letter)
{
    size_t length = strlen(story);
    if (length < sizeof(story) - 1)
        story[length] = letter;
}

static void on_hello(void *ctx, struct child *child)
{
    (void)ctx;
    tell('h');
    child_link_welcome(child_link_of(child));
}

static void on_frame(void *ctx, struct child *child, const struct frame *frame)
{
    (void)ctx;
    (void)child;
    (void)frame;
    tell('f');
}

static void on_up(void *ctx, struct child *child)
{
    (void)ctx;
    (void)child;
    tell('u');
}

static void on_down(void *ctx, struct child *child)
{
    (void)ctx;
    assert_false(child_link_is_open(child_link_of(child)));
    tell('d');
}

static void on_hung(void *ctx, struct child *child)
{
    (void)ctx;
    (void)child;
    tell('x');
}

static void on_restart(void *ctx, struct child *child)
{
    (void)ctx;
    (void)child;
    tell('r');
}

static void on_change(void *ctx, struct child *child)
{
    (void)ctx;
    (void)child;
    tell('.');
}

static void keep_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    strncat(log_lines, line,
            length < sizeof(log_lines) - strlen(log_lines) ? length
                                                           : sizeof(log_lines) - strlen(log_lines) - 1);
}

static bool logged(const char *event)
{
    return strstr(log_lines, event) != NULL;
}

/* ---- A worker. */

static struct child *child;

static int fresh(void **state)
{
    static const struct child_handlers HANDLERS = {on_hello, on_frame,   on_up,    on_down,
                                                   on_hung,  on_restart, on_change};
    struct child_options options = {.parts = {.worker = WORKER_SHEETS, .path = "/vigie/sheets-worker"},
                                    .hang_timeout_ms = 30000};
    (void)state;
    log_open(&(struct log_options){.program = "supervisor", .level = LOG_DEBUG, .sink = keep_line});
    memset(story, 0, sizeof(story));
    log_lines[0] = '\0';
    nothing_sent();
    now_ms = 100000;
    next_pid = 1000000001; /* beyond any real one */
    fork_errno = exec_errno = 0;
    signal_count = groups_killed = instances_gone = 0;
    child = child_create(&options, &HANDLERS, NULL);
    return 0;
}

static int over(void **state)
{
    (void)state;
    child_destroy(&child);
    child_destroy(&child);
    assert_int_equal(instances_gone, 1);
    return 0;
}

static void says(enum message type)
{
    struct frame frame = {.type = type, .from = WORKER_SHEETS, .body = "", .length = 0};
    CHILD_LINK_CHANNEL.on_frame(link_now, &frame);
}

static void starts(void)
{
    child_start(child);
    says(MESSAGE_HELLO);
    says(MESSAGE_READY);
    assert_true(child_up(child));
}

static const char *shown(void)
{
    return child_view(child, now_ms).state;
}

static void a_start_is_forked_welcomed_and_announced(void **state)
{
    (void)state;
    starts();
    assert_string_equal(story, ".hu.");
    assert_int_equal(last_sent()->type, MESSAGE_WELCOME);
    assert_true(logged("worker.started") && logged("worker.ready") && logged("worker.other_build"));
    assert_false(timer.active);
    struct worker_view view = child_view(child, now_ms);
    assert_string_equal(view.name, "sheets-worker");
    assert_int_equal(view.pid, 1000000001);
    assert_int_equal(view.generation, 1);
    assert_int_equal(child_worker(child), WORKER_SHEETS);
}

static void a_successor_starts_only_when_the_last_frames_are_read(void **state)
{
    (void)state;
    starts();
    memset(story, 0, sizeof(story));
    child_dead(child);
    child_collected(child, SIGKILL);
    assert_int_equal(groups_killed, 1);
    assert_int_equal(child_pid(child), 0);
    assert_string_equal(shown(), "waiting");
    assert_false(child_up(child));
    says(MESSAGE_KEEP); /* it said that last */
    assert_string_equal(story, ".f");
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_string_equal(story, ".fd.");
    assert_true(logged("worker.died"));
    time_passes(0);
    assert_string_equal(story, ".fd.r.");
    assert_int_equal(child_pid(child), 1000000002);
}

static void a_channel_that_somebody_else_holds_open_delays_but_stops_nothing(void **state)
{
    (void)state;
    starts();
    child_collected(child, SIGKILL);
    time_passes(99);
    assert_int_equal(channels_closed, 0);
    time_passes(1);
    assert_int_equal(channels_closed, 1);
    assert_int_equal(child_pid(child), 1000000002);
}

static void a_worker_whose_channel_had_ended_before_is_not_waited_for(void **state)
{
    (void)state;
    starts();
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_string_equal(shown(), "up");
    assert_false(child_up(child));
    child_collected(child, SIGKILL);
    time_passes(0);
    assert_int_equal(child_pid(child), 1000000002);
}

static void silence_is_answered_with_an_abort_then_with_kills(void **state)
{
    (void)state;
    starts();
    now_ms += 1000;
    says(MESSAGE_HEARTBEAT);
    now_ms += 30000;
    child_watch(child, now_ms, (struct watchdog_turn){.may_judge = true});
    assert_string_equal(shown(), "hung");
    assert_int_equal(signal_count, 2);
    assert_int_equal(signals[0], SIGABRT);
    assert_int_equal(signals[1], SIGCONT);
    assert_true(logged("worker.hung") && strchr(story, 'x'));
    time_passes(3000);
    assert_int_equal(groups_killed, 1);
    assert_false(logged("worker.unkillable"));
    time_passes(10000);
    assert_int_equal(groups_killed, 2);
    assert_true(logged("worker.unkillable"));
    child_collected(child, SIGKILL);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_string_equal(child_view(child, now_ms).last_exit, "hung, signal 9 (Killed)");
    assert_true(logged("worker.ended"));
}

static void a_new_patience_is_that_of_the_present_instance_too(void **state)
{
    (void)state;
    starts();
    child_set_hang_timeout(child, 5000);
    child_watch(child, now_ms + 5000, (struct watchdog_turn){.may_judge = true});
    assert_string_equal(shown(), "hung");
}

static void an_end_is_asked_for_by_a_signal_and_a_frame_then_forced(void **state)
{
    (void)state;
    starts();
    child_end(child, GRACE_MS);
    assert_int_equal(signals[0], SIGTERM);
    assert_int_equal(signals[1], SIGCONT);
    assert_int_equal(last_sent()->type, MESSAGE_STOP);
    time_passes(GRACE_MS - 1);
    assert_int_equal(groups_killed, 0);
    time_passes(1);
    assert_int_equal(groups_killed, 1);
    child_collected(child, SIGKILL);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_true(child_stopped(child) && logged("worker.stopped"));
    assert_false(timer.active);
}

static void what_ends_by_failing_is_said_so(void **state)
{
    (void)state;
    starts();
    child_end(child, GRACE_MS);
    child_collected(child, 70 << 8);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_true(child_stopped(child) && logged("status 70"));
}

static void now_means_now(void **state)
{
    (void)state;
    starts();
    child_kill(child);
    assert_int_equal(groups_killed, 1);
    child_collected(child, SIGKILL);
    child_kill(child); /* nor is it waited for what it may have said */
    assert_true(child_stopped(child));
    child_kill(child);
    assert_false(logged("worker.illegal_step"));
}

static void a_renewal_is_a_successor_at_once(void **state)
{
    (void)state;
    static char *environment[] = {NULL};
    starts();
    child_set_parts(child, environment, -1);
    child_renew(child);
    assert_string_equal(shown(), "starting");
    child_collected(child, 0);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_int_equal(child_pid(child), 1000000002);
    assert_int_equal(child_view(child, now_ms).restarts, 1);
    assert_false(logged("worker.died") || logged("worker.ended"));
    assert_false(timer.active);
}

static void a_worker_that_says_it_leaves_has_its_time(void **state)
{
    (void)state;
    starts();
    says(MESSAGE_STOPPING);
    time_passes(5999);
    assert_int_equal(groups_killed, 0);
    time_passes(1);
    assert_int_equal(groups_killed, 1);
}

static void a_farewell_that_is_read_after_the_death_counts(void **state)
{
    (void)state;
    starts();
    child_collected(child, 0);
    says(MESSAGE_STOPPING);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_true(logged("worker.ended"));
    assert_false(logged("worker.died"));
}

static void a_wrong_configuration_is_said(void **state)
{
    (void)state;
    child_start(child);
    child_collected(child, 78 << 8);
    CHILD_LINK_CHANNEL.on_closed(link_now);
    assert_true(logged("worker.misconfigured"));
    assert_int_equal(child_view(child, now_ms).next_start_in_ms, 5 * 60 * 1000);
}

static void a_crash_loop_is_said(void **state)
{
    (void)state;
    child_start(child);
    for (unsigned i = 0; i < 6; i++) {
        child_collected(child, SIGSEGV);
        CHILD_LINK_CHANNEL.on_closed(link_now);
        time_passes(child_view(child, now_ms).next_start_in_ms);
    }
    assert_true(logged("worker.crash_loop"));
    assert_true(child_view(child, now_ms).crash_loop);
}

static void what_cannot_be_forked_is_tried_again(void **state)
{
    (void)state;
    fork_errno = EAGAIN;
    child_start(child);
    assert_true(child_waits(child) && timer.active && logged("worker.not_launched"));
    assert_int_equal(child_view(child, now_ms).restarts, 0);
    fork_errno = 0;
    time_passes(timer.at_ms - now_ms);
    assert_int_equal(child_pid(child), 1000000001);
    assert_int_equal(child_view(child, now_ms).restarts, 1);
}

static void what_cannot_be_executed_is_tried_again(void **state)
{
    (void)state;
    child_start(child);
    exec_errno = ENOENT;
    child_collected(child, 0);
    assert_int_equal(channels_closed, 1);
    assert_true(child_waits(child) && timer.active && logged("worker.not_launched"));
}

static void what_waits_is_ended_without_a_process(void **state)
{
    (void)state;
    child_end(child, 0);
    assert_true(child_stopped(child));
    assert_int_equal(signal_count, 0);
    assert_true(logged("worker.stopped"));
}

static void an_impossible_event_is_logged_and_ignored(void **state)
{
    (void)state;
    child_start(child);
    link_now->handlers.on_event(child, LIFECYCLE_TIME_UP);
    assert_true(logged("worker.illegal_step"));
    assert_string_equal(shown(), "starting");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_start_is_forked_welcomed_and_announced),
        TEST(a_successor_starts_only_when_the_last_frames_are_read),
        TEST(a_channel_that_somebody_else_holds_open_delays_but_stops_nothing),
        TEST(a_worker_whose_channel_had_ended_before_is_not_waited_for),
        TEST(silence_is_answered_with_an_abort_then_with_kills),
        TEST(a_new_patience_is_that_of_the_present_instance_too),
        TEST(an_end_is_asked_for_by_a_signal_and_a_frame_then_forced),
        TEST(what_ends_by_failing_is_said_so),
        TEST(now_means_now),
        TEST(a_renewal_is_a_successor_at_once),
        TEST(a_worker_that_says_it_leaves_has_its_time),
        TEST(a_farewell_that_is_read_after_the_death_counts),
        TEST(a_wrong_configuration_is_said),
        TEST(a_crash_loop_is_said),
        TEST(what_cannot_be_forked_is_tried_again),
        TEST(what_cannot_be_executed_is_tried_again),
        TEST(what_waits_is_ended_without_a_process),
        TEST(an_impossible_event_is_logged_and_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
