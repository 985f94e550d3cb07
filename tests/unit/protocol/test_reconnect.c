/* reconnect.h: soon, then ever less often, never too often. */
#include "reconnect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOON 1000000u

/* One at a time: what the shards of a test share. */
static struct dial_budget dials;

static struct reconnect fresh(void)
{
    struct reconnect r;
    dial_budget_init(&dials);
    reconnect_init(&r, &dials);
    return r;
}

static void a_lost_connection_is_redialled_within_half_a_second(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    reconnect_dialled(&r, NOON);
    reconnect_up(&r, NOON + 100);
    assert_in_range(reconnect_delay_ms(&r, 0, NOON + 5000, UINT32_MAX), 0, 500);
}

static void failures_in_a_row_wait_1_2_4_8_15_24_seconds_at_most(void **state)
{
    (void)state;
    static const uint64_t LONGEST[] = {1000, 2000, 4000, 8000, 15000, 24000, 24000};
    struct reconnect r = fresh();
    uint64_t now = NOON;
    for (size_t i = 0; i < sizeof(LONGEST) / sizeof(LONGEST[0]); i++) {
        reconnect_dialled(&r, now);
        uint64_t delay = reconnect_delay_ms(&r, 0, now, UINT32_MAX);
        assert_in_range(delay, LONGEST[i] - 1, LONGEST[i]);
        now += delay;
    }
}

static void jitter_never_goes_under_half_a_step(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    r.step = 5;
    reconnect_dialled(&r, NOON);
    assert_int_equal(reconnect_delay_ms(&r, 0, NOON, 0), 7500);
}

/* The promise is 30 s after the end of an outage, and an attempt may begin just before it and hang. */
static void time_spent_in_a_hanging_attempt_counts_as_waiting(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    r.step = 6;
    reconnect_dialled(&r, NOON);
    assert_true(10000 + reconnect_delay_ms(&r, 0, NOON + 10000, UINT32_MAX) <= 30000);
    reconnect_dialled(&r, NOON);
    assert_int_equal(reconnect_delay_ms(&r, 0, NOON + 60000, UINT32_MAX), 500);
}

static void a_stable_life_forgets_failures_a_short_one_only_eases_them(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    r.step = 6;
    reconnect_dialled(&r, NOON);
    reconnect_up(&r, NOON);
    assert_int_equal(reconnect_delay_ms(&r, 0, NOON + 9999, UINT32_MAX), 3999);
    r.step = 6;
    reconnect_dialled(&r, NOON);
    reconnect_up(&r, NOON);
    assert_true(reconnect_delay_ms(&r, 0, NOON + 10000, UINT32_MAX) <= 500);
}

/* Whatever the peer does: here it accepts, says READY and drops, for an hour. */
static void no_minute_sees_more_than_twelve_dials(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    uint64_t dialled[400], count = 0;
    for (uint64_t now = NOON; now < NOON + 3600000 && count < 400;) {
        dialled[count++] = now;
        reconnect_dialled(&r, now);
        reconnect_up(&r, now);
        r.step = 0; /* the worst case: every delay the shortest */
        now += reconnect_delay_ms(&r, 0, now, 0);
    }
    assert_true(count > 12);
    for (uint64_t i = 12; i < count; i++)
        assert_true(dialled[i] - dialled[i - 12] >= 60000);
}

static void a_longer_wait_asked_for_by_others_is_kept(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    reconnect_dialled(&r, NOON);
    assert_int_equal(reconnect_delay_ms(&r, 90000, NOON, 0), 90000);
}

/* A flood of HELLOs that never come is a flood of dials. */
static void a_hello_that_never_comes_counts_like_a_dial_that_fails(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    uint64_t now = NOON, last = 0;
    for (int i = 0; i < 6; i++) {
        reconnect_dialled(&r, now);
        now += 1; /* TCP, TLS and the upgrade went well; then op 7, or nonsense */
        last = reconnect_delay_ms(&r, 0, now, UINT32_MAX);
        now += last;
    }
    assert_in_range(last, 14000, 24000);
}

static void being_asked_to_reconnect_is_no_failure(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    r.step = 4;
    reconnect_dialled(&r, NOON);
    reconnect_up(&r, NOON);
    assert_true(reconnect_answered_ms(&r, NOON + 1, UINT32_MAX) <= 500);
    assert_int_equal(r.step, 4);
}

static void being_asked_again_and_again_ends_at_twelve_a_minute(void **state)
{
    (void)state;
    struct reconnect r = fresh();
    for (uint64_t i = 0; i < 12; i++)
        reconnect_dialled(&r, NOON + i);
    assert_int_equal(reconnect_answered_ms(&r, NOON + 100, 0), 59900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_connection_is_redialled_within_half_a_second),
        cmocka_unit_test(failures_in_a_row_wait_1_2_4_8_15_24_seconds_at_most),
        cmocka_unit_test(jitter_never_goes_under_half_a_step),
        cmocka_unit_test(time_spent_in_a_hanging_attempt_counts_as_waiting),
        cmocka_unit_test(a_stable_life_forgets_failures_a_short_one_only_eases_them),
        cmocka_unit_test(no_minute_sees_more_than_twelve_dials),
        cmocka_unit_test(a_hello_that_never_comes_counts_like_a_dial_that_fails),
        cmocka_unit_test(being_asked_to_reconnect_is_no_failure),
        cmocka_unit_test(being_asked_again_and_again_ends_at_twelve_a_minute),
        cmocka_unit_test(a_longer_wait_asked_for_by_others_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
