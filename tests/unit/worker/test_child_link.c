/* What a link makes of frames, and how it numbers its own. */
#include "child_link.h"

#include "build_info.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pretend_channel.h"

static struct channel channel;
static struct instance instance;
static struct child_link l;
static unsigned hellos, other_builds, heartbeats, handed_on;
static enum lifecycle_event events[8];
static unsigned event_count;

static void on_hello(void *ctx, bool other_build)
{
    (void)ctx;
    hellos++;
    other_builds += other_build;
}

static void on_heartbeat(void *ctx)
{
    (void)ctx;
    heartbeats++;
}

static void on_event(void *ctx, enum lifecycle_event event)
{
    (void)ctx;
    events[event_count++] = event;
}

static void on_frame(void *ctx, const struct frame *frame)
{
    (void)ctx;
    handed_on += frame->type == MESSAGE_METRICS;
}

static int fresh(void **state)
{
    static const struct child_link_handlers HANDLERS = {on_hello, on_heartbeat, on_event, on_frame};
    (void)state;
    nothing_sent();
    hellos = other_builds = heartbeats = handed_on = event_count = 0;
    channel = (struct channel){0};
    instance = (struct instance){.channel = &channel};
    child_link_init(&l, WORKER_SHEETS, &instance, &HANDLERS, NULL);
    child_link_begin(&l, 7);
    return 0;
}

static void receives(struct frame frame)
{
    CHILD_LINK_CHANNEL.on_frame(&l, &frame);
}

static void says(enum message type)
{
    receives((struct frame){.type = type, .from = WORKER_SHEETS});
}

static void says_hello(const char *commit)
{
    char body[160];
    int n = snprintf(body, sizeof(body), "{\"commit\":\"%s\"}", commit);
    receives((struct frame){.type = MESSAGE_HELLO, .from = WORKER_SHEETS, .body = body, .length = (size_t)n});
}

static void frames_about_living_become_events_and_others_are_handed_on(void **state)
{
    (void)state;
    says(MESSAGE_READY);
    says(MESSAGE_STOPPING);
    says(MESSAGE_HEARTBEAT);
    says(MESSAGE_METRICS);
    assert_int_equal(event_count, 2);
    assert_int_equal(events[0], LIFECYCLE_READY);
    assert_int_equal(events[1], LIFECYCLE_LEAVES);
    assert_int_equal(heartbeats, 1);
    assert_int_equal(handed_on, 1);
}

static void a_frame_in_the_name_of_another_worker_is_counted_and_dropped(void **state)
{
    (void)state;
    receives((struct frame){.type = MESSAGE_READY, .from = WORKER_GATEWAY});
    child_link_refuse(&l);
    assert_int_equal(event_count, 0);
    assert_int_equal(child_link_counts(&l).bad, 2);
}

static void hello_is_answered_until_its_welcome_could_be_sent(void **state)
{
    (void)state;
    says_hello(BUILD_COMMIT);
    channel.full = true;
    child_link_welcome(&l);
    assert_false(child_link_welcomed(&l));
    says_hello(BUILD_COMMIT);
    channel.full = false;
    child_link_welcome(&l);
    assert_true(child_link_welcomed(&l));
    assert_int_equal(last_sent()->type, MESSAGE_WELCOME);
    says_hello(BUILD_COMMIT);
    assert_int_equal(hellos, 2);
    assert_int_equal(other_builds, 0);
}

static void another_compilation_is_noticed(void **state)
{
    (void)state;
    says_hello("000000000000");
    assert_int_equal(other_builds, 1);
}

static void frames_are_numbered_from_one_for_each_instance_and_a_relayed_number_stays(void **state)
{
    (void)state;
    child_link_tell(&l, MESSAGE_PEER_UP, "gateway-worker", 14);
    assert_int_equal(last_sent()->seq, 1);
    assert_int_equal(last_sent()->generation, 7);
    assert_int_equal(last_sent()->to, WORKER_SHEETS);
    assert_int_equal(last_sent()->from, WORKER_SUPERVISOR);
    assert_int_equal(last_sent()->length, 14);
    child_link_send(&l, (struct frame){.type = MESSAGE_ROW_PUT, .from = WORKER_GATEWAY, .seq = 99});
    assert_int_equal(last_sent()->seq, 99);
    child_link_tell(&l, MESSAGE_STOP, NULL, 0);
    assert_int_equal(last_sent()->seq, 2);
    child_link_begin(&l, 8);
    child_link_tell(&l, MESSAGE_STOP, NULL, 0);
    assert_int_equal(last_sent()->seq, 1);
    assert_int_equal(last_sent()->generation, 8);
}

static void the_end_of_the_channel_is_told_once_and_nothing_is_sent_after_it(void **state)
{
    (void)state;
    child_link_welcome(&l);
    CHILD_LINK_CHANNEL.on_closed(&l);
    assert_int_equal(event_count, 1);
    assert_int_equal(events[0], LIFECYCLE_CHANNEL_ENDED);
    assert_int_equal(channels_closed, 1);
    child_link_close(&l);
    assert_int_equal(channels_closed, 1);
    assert_false(child_link_is_open(&l) || child_link_welcomed(&l));
    assert_int_equal(child_link_send(&l, (struct frame){.type = MESSAGE_STOP}).kind, ERR_UNAVAILABLE);
}

static void counts_are_those_of_all_instances(void **state)
{
    (void)state;
    channel.counts = (struct channel_counts){2, 3};
    child_link_close(&l);
    struct channel second = {.counts = {10, 20}};
    instance.channel = &second;
    child_link_begin(&l, 8);
    assert_int_equal(child_link_counts(&l).bad, 12);
    assert_int_equal(child_link_counts(&l).refused, 23);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(frames_about_living_become_events_and_others_are_handed_on),
        TEST(a_frame_in_the_name_of_another_worker_is_counted_and_dropped),
        TEST(hello_is_answered_until_its_welcome_could_be_sent),
        TEST(another_compilation_is_noticed),
        TEST(frames_are_numbered_from_one_for_each_instance_and_a_relayed_number_stays),
        TEST(the_end_of_the_channel_is_told_once_and_nothing_is_sent_after_it),
        TEST(counts_are_those_of_all_instances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
