/* What one life of the worker knows of all requests, the next one knows. */
#include "gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW  UINT64_C(5000000) /* in the 83rd minute */
#define WALL INT64_C(1700000000000)
#define BOT  7u

static struct gate before, after;
static struct route message;

static int setup(void **state)
{
    (void)state;
    gate_init(&before, BOT);
    gate_init(&after, BOT);
    message = route_of("POST", "/channels/1/messages");
    return 0;
}

static void answer(enum rest_outcome outcome, uint64_t retry_after_ms, uint64_t now)
{
    struct reply reply = {.outcome = outcome, .limits = {.retry_after_ms = retry_after_ms}};
    gate_answered(&before, &reply, now);
}

/* A moment of this machine by the wall's clock. */
static int64_t wall(uint64_t now)
{
    return WALL + (int64_t)now;
}

static void restore(const char *text, size_t length, uint64_t now, int64_t wall_ms)
{
    struct json_value *written = NULL;
    assert_false(err_is(json_parse(text, length, &written)));
    gate_restore(&after, written, now, wall_ms);
    json_destroy(&written);
}

static void hand_over_to(uint64_t written_at, uint64_t now, int64_t wall_ms)
{
    struct buffer text;
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    gate_write(&before, &w, written_at, wall(written_at));
    assert_false(text.failed);
    restore(text.data, text.length, now, wall_ms);
    buffer_free(&text);
}

static void hand_over(uint64_t now)
{
    hand_over_to(now, now, wall(now));
}

static void nothing_known_is_nothing_held_back(void **state)
{
    (void)state;
    hand_over(NOW);
    assert_int_equal(gate_wait_ms(&after, &message, NOW), 0);
    gate_restore(&after, NULL, NOW, WALL);
    assert_int_equal(gate_wait_ms(&after, &message, NOW), 0);
}

static void a_ban_ends_when_it_would_have_ended(void **state)
{
    (void)state;
    answer(REST_BANNED, 82721000, NOW);
    hand_over(NOW + 1000);
    assert_int_equal(gate_wait_ms(&after, &message, NOW + 1000), 82720000);
    assert_int_equal(gate_reason(&after, NOW + 1000), REST_BANNED);
}

static void a_global_limit_ends_when_it_would_have_ended(void **state)
{
    (void)state;
    answer(REST_LIMITED_GLOBAL, 700, NOW);
    hand_over(NOW + 100);
    assert_int_equal(gate_wait_ms(&after, &message, NOW + 100), 600);
}

static void a_refused_token_stays_refused(void **state)
{
    (void)state;
    answer(REST_UNAUTHORISED, 0, NOW);
    hand_over(NOW);
    assert_true(gate_wait_ms(&after, &message, NOW) == GATE_SHUT);
}

static void invalid_requests_are_counted_on_minute_by_minute(void **state)
{
    (void)state;
    uint64_t now = NOW + 2 * GATE_MINUTE_MS;
    for (uint64_t i = 0; i < GATE_INVALID_MOST; i++)
        answer(REST_FORBIDDEN, 0, NOW + (i % 2) * GATE_MINUTE_MS);
    hand_over(now);
    uint64_t until = gate_paused_until_ms(&before, now);
    assert_true(until > now);
    assert_true(gate_paused_until_ms(&after, now) == until);
    assert_true(gate_paused_until_ms(&after, until) == 0);
}

static void what_is_over_is_not_handed_on(void **state)
{
    (void)state;
    for (int i = 0; i < GATE_INVALID_MOST; i++)
        answer(REST_FORBIDDEN, 0, NOW);
    hand_over(NOW + (uint64_t)GATE_MINUTES * GATE_MINUTE_MS);
    for (int i = 0; i < GATE_MINUTES; i++)
        assert_int_equal(after.invalid[i].count, 0);
}

/* The disk has seen another machine, or this one before its last start: its clock began anew. */
static void a_ban_ends_when_it_would_have_ended_on_another_machine_too(void **state)
{
    (void)state;
    answer(REST_BANNED, 82721000, NOW);
    hand_over_to(NOW, 90000, wall(NOW) + 3600000);
    assert_int_equal(gate_wait_ms(&after, &message, 90000), 82721000 - 3600000);
    hand_over_to(NOW, 90000, wall(NOW) + 82721000);
    assert_int_equal(gate_wait_ms(&after, &message, 90000), 0);
}

static void a_clock_set_back_ends_no_ban_and_makes_none_longer(void **state)
{
    (void)state;
    answer(REST_BANNED, 82721000, NOW);
    hand_over_to(NOW, NOW, wall(NOW) - 1000000000);
    assert_int_equal(gate_wait_ms(&after, &message, NOW), 82721000);
}

static void invalid_requests_are_forgotten_after_ten_minutes_wherever(void **state)
{
    (void)state;
    for (int i = 0; i < GATE_INVALID_MOST; i++)
        answer(REST_FORBIDDEN, 0, NOW);
    hand_over_to(NOW, 30000, wall(NOW) + 5 * GATE_MINUTE_MS);
    assert_true(gate_paused_until_ms(&after, 30000) > 30000);
    gate_init(&after, BOT);
    hand_over_to(NOW, 30000, wall(NOW) + GATE_MINUTES * GATE_MINUTE_MS);
    assert_true(gate_paused_until_ms(&after, 30000) == 0);
}

static void a_repaired_token_is_not_the_refused_one(void **state)
{
    (void)state;
    answer(REST_UNAUTHORISED, 0, NOW);
    gate_init(&after, BOT + 1);
    hand_over(NOW);
    assert_int_equal(gate_wait_ms(&after, &message, NOW), 0);
}

static void impossible_moments_stop_nothing(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"at\":-5,\"refused_bot\":\"zz\",\"global_ms\":\"x\",\"banned_ms\":9000000000000000000,"
        "\"invalid\":[[999999,5000],[-1,5000],[3,-5],[3,99999999999],7,[]]}";
    restore(TEXT, strlen(TEXT), NOW, WALL);
    assert_int_equal(gate_wait_ms(&after, &message, NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_known_is_nothing_held_back, setup),
        cmocka_unit_test_setup(a_ban_ends_when_it_would_have_ended, setup),
        cmocka_unit_test_setup(a_global_limit_ends_when_it_would_have_ended, setup),
        cmocka_unit_test_setup(a_refused_token_stays_refused, setup),
        cmocka_unit_test_setup(invalid_requests_are_counted_on_minute_by_minute, setup),
        cmocka_unit_test_setup(what_is_over_is_not_handed_on, setup),
        cmocka_unit_test_setup(a_ban_ends_when_it_would_have_ended_on_another_machine_too, setup),
        cmocka_unit_test_setup(a_clock_set_back_ends_no_ban_and_makes_none_longer, setup),
        cmocka_unit_test_setup(invalid_requests_are_forgotten_after_ten_minutes_wherever, setup),
        cmocka_unit_test_setup(a_repaired_token_is_not_the_refused_one, setup),
        cmocka_unit_test_setup(impossible_moments_stop_nothing, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
