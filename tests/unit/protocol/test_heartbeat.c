/* heartbeat.h: beats, zombies, probes. */
#include "heartbeat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND 1000000u
#define START  (100u * SECOND)

static struct heartbeat begun(int64_t interval_ms, uint32_t random)
{
    struct heartbeat h;
    assert_true(heartbeat_begin(&h, interval_ms, 30u * SECOND, START, random));
    return h;
}

static void the_first_beat_comes_after_interval_times_jitter(void **state)
{
    (void)state;
    assert_int_equal(begun(41250, 0).next_beat_us, START);
    assert_int_equal(begun(41250, 1u << 31).next_beat_us, START + 41250000u / 2);
    struct heartbeat latest = begun(41250, UINT32_MAX);
    assert_true(latest.next_beat_us < START + 41250000u);
}

static void an_acknowledged_beat_is_followed_by_the_next_one_an_interval_later(void **state)
{
    (void)state;
    struct heartbeat h = begun(10000, 0);
    uint64_t round_trip;
    assert_int_equal(heartbeat_due(&h, START), HEARTBEAT_SEND);
    heartbeat_sent(&h, START);
    heartbeat_heard(&h, START + 250);
    assert_true(heartbeat_acknowledged(&h, START + 250, &round_trip));
    assert_int_equal(round_trip, 250);
    assert_int_equal(heartbeat_due(&h, START + 10u * SECOND - 1), HEARTBEAT_WAIT);
    assert_int_equal(heartbeat_next_us(&h), START + 10u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 10u * SECOND), HEARTBEAT_SEND);
}

/* Dispatches do not stand in for the acknowledgement. */
static void a_beat_that_falls_due_on_an_unacknowledged_one_makes_a_zombie(void **state)
{
    (void)state;
    struct heartbeat h = begun(10000, 0);
    heartbeat_sent(&h, START);
    heartbeat_heard(&h, START + 9u * SECOND);
    assert_int_equal(heartbeat_next_us(&h), START + 10u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 10u * SECOND), HEARTBEAT_ZOMBIE);
}

/* Else a zombie's unanswered beat would end every connection after it. */
static void a_new_connection_owes_no_acknowledgement_of_the_last(void **state)
{
    (void)state;
    struct heartbeat h = begun(10000, 0);
    heartbeat_sent(&h, START);
    assert_true(heartbeat_begin(&h, 10000, UINT64_MAX, START + 9u * SECOND, UINT32_MAX));
    assert_int_equal(heartbeat_due(&h, START + 12u * SECOND), HEARTBEAT_WAIT);
    uint64_t round_trip_us;
    assert_false(heartbeat_acknowledged(&h, START + 12u * SECOND, &round_trip_us));
}

static void total_silence_is_probed_and_then_given_up_within_19_seconds(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, UINT32_MAX);
    assert_int_equal(heartbeat_next_us(&h), START + 14u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 14u * SECOND), HEARTBEAT_SEND);
    heartbeat_sent(&h, START + 14u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 14u * SECOND), HEARTBEAT_WAIT);
    assert_int_equal(heartbeat_next_us(&h), START + 19u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 19u * SECOND), HEARTBEAT_SILENT);
}

static void silence_is_probed_even_while_a_regular_beat_is_unacknowledged(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, 0);
    heartbeat_sent(&h, START);
    assert_int_equal(heartbeat_due(&h, START + 14u * SECOND), HEARTBEAT_SEND);
    heartbeat_sent(&h, START + 14u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 19u * SECOND), HEARTBEAT_SILENT);
}

static void any_byte_ends_the_silence(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, UINT32_MAX);
    heartbeat_sent(&h, START + 14u * SECOND);
    heartbeat_heard(&h, START + 18u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 19u * SECOND), HEARTBEAT_WAIT);
    assert_int_equal(heartbeat_due(&h, START + 32u * SECOND), HEARTBEAT_SEND);
}

/* A probe one second before the regular beat has had no time to be answered. */
static void a_probe_just_before_a_beat_makes_no_zombie(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, 0);
    uint64_t round_trip;
    h.next_beat_us = START + 15u * SECOND;
    heartbeat_sent(&h, START + 14u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 15u * SECOND), HEARTBEAT_WAIT);
    heartbeat_heard(&h, START + 16u * SECOND);
    assert_true(heartbeat_acknowledged(&h, START + 16u * SECOND, &round_trip));
    assert_int_equal(heartbeat_due(&h, START + 16u * SECOND), HEARTBEAT_SEND);
}

static void a_requested_beat_does_not_move_the_interval(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, UINT32_MAX);
    uint64_t due = h.next_beat_us;
    heartbeat_sent(&h, START + 3u * SECOND);
    assert_int_equal(h.next_beat_us, due);
}

static void an_acknowledgement_slower_than_allowed_is_not_waited_for(void **state)
{
    (void)state;
    struct heartbeat h;
    assert_true(heartbeat_begin(&h, 41250, 2u * SECOND, START, 0));
    heartbeat_sent(&h, START);
    assert_int_equal(heartbeat_next_us(&h), START + 2u * SECOND);
    assert_int_equal(heartbeat_due(&h, START + 2u * SECOND), HEARTBEAT_SLOW);
}

static void an_acknowledgement_that_nobody_waits_for_is_none(void **state)
{
    (void)state;
    struct heartbeat h = begun(41250, 0);
    uint64_t round_trip;
    assert_false(heartbeat_acknowledged(&h, START, &round_trip));
}

static void absurd_intervals_are_refused(void **state)
{
    (void)state;
    static const int64_t ABSURD[] = {0, -1, 99, 600001, INT64_MAX, INT64_MIN};
    struct heartbeat h;
    for (size_t i = 0; i < sizeof(ABSURD) / sizeof(ABSURD[0]); i++)
        assert_false(heartbeat_begin(&h, ABSURD[i], SECOND, START, 0));
}

static void before_hello_nothing_is_due(void **state)
{
    (void)state;
    struct heartbeat h = {0};
    assert_int_equal(heartbeat_due(&h, START), HEARTBEAT_WAIT);
    assert_true(heartbeat_next_us(&h) == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_beat_comes_after_interval_times_jitter),
        cmocka_unit_test(an_acknowledged_beat_is_followed_by_the_next_one_an_interval_later),
        cmocka_unit_test(a_beat_that_falls_due_on_an_unacknowledged_one_makes_a_zombie),
        cmocka_unit_test(a_new_connection_owes_no_acknowledgement_of_the_last),
        cmocka_unit_test(total_silence_is_probed_and_then_given_up_within_19_seconds),
        cmocka_unit_test(silence_is_probed_even_while_a_regular_beat_is_unacknowledged),
        cmocka_unit_test(any_byte_ends_the_silence),
        cmocka_unit_test(a_probe_just_before_a_beat_makes_no_zombie),
        cmocka_unit_test(a_requested_beat_does_not_move_the_interval),
        cmocka_unit_test(an_acknowledgement_slower_than_allowed_is_not_waited_for),
        cmocka_unit_test(an_acknowledgement_that_nobody_waits_for_is_none),
        cmocka_unit_test(absurd_intervals_are_refused),
        cmocka_unit_test(before_hello_nothing_is_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
