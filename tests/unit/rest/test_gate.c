/* What stops every request at once. */
#include "gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct gate gate;
static struct route message, callback;

static int setup(void **state)
{
    (void)state;
    gate_init(&gate, 7);
    message = route_of("POST", "/channels/1/messages");
    callback = route_of("POST", "/interactions/1/tok/callback");
    return 0;
}

static void answer(enum rest_outcome outcome, uint64_t retry_after_ms, uint64_t now)
{
    struct reply reply = {.outcome = outcome, .limits = {.retry_after_ms = retry_after_ms}};
    gate_answered(&gate, &reply, now);
}

static void the_fifty_first_request_of_a_second_waits(void **state)
{
    (void)state;
    for (int i = 0; i < GATE_PER_SECOND; i++) {
        assert_int_equal(gate_wait_ms(&gate, &message, 10), 0);
        gate_passed(&gate, &message, 10);
    }
    assert_true(gate_wait_ms(&gate, &message, 10) > 0);
    assert_int_equal(gate_wait_ms(&gate, &callback, 10), 0);
    assert_int_equal(gate_wait_ms(&gate, &message, 1011), 0);
}

static void a_global_429_stops_all_but_interactions(void **state)
{
    (void)state;
    answer(REST_LIMITED_GLOBAL, 700, 0);
    assert_int_equal(gate_wait_ms(&gate, &message, 100), 600);
    assert_int_equal(gate_wait_ms(&gate, &callback, 100), 0);
}

static void a_ban_stops_everything_until_it_ends(void **state)
{
    (void)state;
    answer(REST_BANNED, 82721000, 1000);
    assert_int_equal(gate_wait_ms(&gate, &message, 1000), 82721000);
    assert_int_equal(gate_wait_ms(&gate, &callback, 1000), 82721000);
    assert_int_equal(gate_wait_ms(&gate, &callback, 82722000), 0);
}

static void a_refused_token_stops_everything_for_good(void **state)
{
    (void)state;
    answer(REST_UNAUTHORISED, 0, 0);
    assert_true(gate_wait_ms(&gate, &message, 1u << 30) == GATE_SHUT);
    assert_true(gate_wait_ms(&gate, &callback, 1u << 30) == GATE_SHUT);
}

static void a_thousand_invalid_requests_in_ten_minutes_stop_us_before_discord_does(void **state)
{
    (void)state;
    for (int i = 0; i < GATE_INVALID_MOST; i++)
        answer(REST_FORBIDDEN, 0, 30000);
    assert_true(gate_wait_ms(&gate, &message, 40000) > 500000);
    assert_int_equal(gate_wait_ms(&gate, &message, 600000), 0);
}

static void the_asker_hears_why_the_gate_is_shut(void **state)
{
    (void)state;
    assert_int_equal(gate_reason(&gate, 0), REST_DONE);
    for (int i = 0; i < GATE_INVALID_MOST; i++)
        answer(REST_FORBIDDEN, 0, 30000);
    assert_int_equal(gate_reason(&gate, 40000), REST_PAUSED);
    answer(REST_BANNED, 82721000, 40000);
    assert_int_equal(gate_reason(&gate, 50000), REST_BANNED);
    answer(REST_UNAUTHORISED, 0, 50000);
    assert_int_equal(gate_reason(&gate, 60000), REST_UNAUTHORISED);
}

static void shared_limits_are_not_counted_as_invalid(void **state)
{
    (void)state;
    for (int i = 0; i < GATE_INVALID_MOST + 1; i++)
        answer(REST_LIMITED_SHARED, 10, 0);
    assert_int_equal(gate_wait_ms(&gate, &message, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_fifty_first_request_of_a_second_waits, setup),
        cmocka_unit_test_setup(a_global_429_stops_all_but_interactions, setup),
        cmocka_unit_test_setup(a_ban_stops_everything_until_it_ends, setup),
        cmocka_unit_test_setup(a_refused_token_stops_everything_for_good, setup),
        cmocka_unit_test_setup(a_thousand_invalid_requests_in_ten_minutes_stop_us_before_discord_does, setup),
        cmocka_unit_test_setup(the_asker_hears_why_the_gate_is_shut, setup),
        cmocka_unit_test_setup(shared_limits_are_not_counted_as_invalid, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
