/* Never faster than Google allows, not even over a restart. */
#include "rate_limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void no_minute_holds_more_than_the_quota(void **state)
{
    (void)state;
    struct rate_limit pace;
    rate_limit_init(&pace);
    for (unsigned i = 0; i < QUOTA_PER_MINUTE; i++) {
        assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_READ, 1000 + i), 0);
        rate_limit_sent(&pace, QUOTA_READ, 1000 + i);
    }
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_READ, 2000), 59000);
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_WRITE, 2000), 0); /* a budget of its own */
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_READ, 61000), 0);
}

static void writes_keep_their_distance_and_the_first_does_not_wait(void **state)
{
    (void)state;
    struct rate_limit pace;
    rate_limit_init(&pace);
    assert_int_equal(rate_limit_spacing_ms(&pace, 5000), 0);
    rate_limit_sent(&pace, QUOTA_READ, 5000);
    assert_int_equal(rate_limit_spacing_ms(&pace, 5000), 0);
    rate_limit_sent(&pace, QUOTA_WRITE, 5000);
    assert_int_equal(rate_limit_spacing_ms(&pace, 5000), 1250);
    assert_int_equal(rate_limit_spacing_ms(&pace, 6250), 0);
}

static void failures_pause_longer_and_longer(void **state)
{
    (void)state;
    struct rate_limit pace;
    rate_limit_init(&pace);
    const struct outcome outcome = {.class = OUTCOME_AMBIGUOUS};
    uint64_t before = 0;
    for (int i = 0; i < 5; i++) {
        assert_true(rate_limit_failed(&pace, &outcome, QUOTA_WRITE, 0, UINT32_MAX));
        assert_true(rate_limit_pause_ms(&pace, QUOTA_WRITE, 0) > before);
        before = rate_limit_pause_ms(&pace, QUOTA_WRITE, 0);
    }
    for (int i = 0; i < 20; i++)
        rate_limit_failed(&pace, &outcome, QUOTA_WRITE, 0, UINT32_MAX);
    assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_WRITE, 0), 30000);
    rate_limit_succeeded(&pace, QUOTA_WRITE);
    assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_WRITE, 0), 0);
}

static void a_dead_token_or_a_renamed_tab_is_put_right_at_once_but_not_twice(void **state)
{
    (void)state;
    static const enum outcome_class CLASSES[] = {OUTCOME_TOKEN, OUTCOME_PLACE};
    for (int i = 0; i < 2; i++) {
        struct rate_limit pace;
        rate_limit_init(&pace);
        const struct outcome outcome = {.class = CLASSES[i]};
        assert_false(rate_limit_failed(&pace, &outcome, QUOTA_WRITE, 100, 7));
        assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_WRITE, 100), 0);
        assert_true(rate_limit_failed(&pace, &outcome, QUOTA_WRITE, 100, 7));
        assert_true(rate_limit_pause_ms(&pace, QUOTA_WRITE, 100) > 0);
    }
}

static void a_read_that_succeeds_does_not_forgive_a_write_that_fails(void **state)
{
    (void)state;
    struct rate_limit pace;
    rate_limit_init(&pace);
    const struct outcome outcome = {.class = OUTCOME_PARKED};
    assert_true(rate_limit_failed(&pace, &outcome, QUOTA_WRITE, 0, UINT32_MAX));
    rate_limit_succeeded(&pace, QUOTA_READ);
    assert_false(rate_limit_works(&pace, QUOTA_WRITE));
    assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_WRITE, 0), 1000);
    assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_READ, 0), 0);
}

static void a_quota_answer_closes_its_own_kind_only(void **state)
{
    (void)state;
    struct rate_limit pace;
    rate_limit_init(&pace);
    struct outcome outcome = {.class = OUTCOME_QUOTA};
    assert_true(rate_limit_failed(&pace, &outcome, QUOTA_READ, 1000, UINT32_MAX));
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_READ, 1000), 4000);
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_WRITE, 1000), 0);
    assert_int_equal(rate_limit_pause_ms(&pace, QUOTA_READ, 1000), 0);
    outcome.retry_after_s = 30;
    assert_true(rate_limit_failed(&pace, &outcome, QUOTA_READ, 1000, 0));
    assert_int_equal(rate_limit_quota_ms(&pace, QUOTA_READ, 1000), 30000);
}

static void a_successor_goes_on_counting(void **state)
{
    (void)state;
    struct rate_limit before, after;
    struct buffer text;
    buffer_init(&text, 8192);
    rate_limit_init(&before);
    rate_limit_init(&after);
    for (unsigned i = 0; i < QUOTA_PER_MINUTE; i++)
        rate_limit_sent(&before, QUOTA_WRITE, 1000 + i);
    rate_limit_answered(&before);
    rate_limit_sent(&before, QUOTA_READ, 2000);
    rate_limit_write(&before, &text);
    rate_limit_read(&after, buffer_string(&text), text.length, 3000);
    assert_int_equal(rate_limit_quota_ms(&after, QUOTA_WRITE, 3000),
                     rate_limit_quota_ms(&before, QUOTA_WRITE, 3000));
    assert_int_equal(rate_limit_quota_ms(&after, QUOTA_READ, 3000), 0);
    rate_limit_init(&after);
    rate_limit_read(&after, buffer_string(&text), text.length, 5); /* another boot: its clock began anew */
    assert_int_equal(rate_limit_quota_ms(&after, QUOTA_WRITE, 5), 0);
    rate_limit_read(&after, "rubbish w - {}", 14, 5);
    assert_int_equal(rate_limit_quota_ms(&after, QUOTA_WRITE, 5), 0);
    buffer_free(&text);
}

static void a_successor_waits_for_a_write_that_may_still_land(void **state)
{
    (void)state;
    struct rate_limit before, after;
    struct buffer text;
    buffer_init(&text, 8192);
    rate_limit_init(&before);
    rate_limit_sent(&before, QUOTA_WRITE, 2000);
    rate_limit_write(&before, &text);
    rate_limit_init(&after);
    rate_limit_read(&after, buffer_string(&text), text.length, 2100);
    assert_int_equal(rate_limit_spacing_ms(&after, 2100), 2000 + RATE_LIMIT_UNANSWERED_MS - 2100);
    buffer_clear(&text);
    rate_limit_answered(&before);
    rate_limit_write(&before, &text);
    rate_limit_init(&after);
    rate_limit_read(&after, buffer_string(&text), text.length, 2100);
    assert_int_equal(rate_limit_spacing_ms(&after, 2100), 0);
    buffer_free(&text);
}

static void a_successor_that_dies_early_hands_the_wait_on(void **state)
{
    (void)state;
    struct rate_limit second, third;
    struct buffer text;
    buffer_init(&text, 8192);
    rate_limit_init(&second);
    rate_limit_read(&second, "u 2000\n", 7, 2100);
    rate_limit_sent(&second, QUOTA_READ, 2200);
    rate_limit_write(&second, &text);
    rate_limit_init(&third);
    rate_limit_read(&third, buffer_string(&text), text.length, 2300);
    assert_int_equal(rate_limit_spacing_ms(&third, 2300), 2000 + RATE_LIMIT_UNANSWERED_MS - 2300);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_minute_holds_more_than_the_quota),
        cmocka_unit_test(writes_keep_their_distance_and_the_first_does_not_wait),
        cmocka_unit_test(failures_pause_longer_and_longer),
        cmocka_unit_test(a_dead_token_or_a_renamed_tab_is_put_right_at_once_but_not_twice),
        cmocka_unit_test(a_read_that_succeeds_does_not_forgive_a_write_that_fails),
        cmocka_unit_test(a_quota_answer_closes_its_own_kind_only),
        cmocka_unit_test(a_successor_goes_on_counting),
        cmocka_unit_test(a_successor_waits_for_a_write_that_may_still_land),
        cmocka_unit_test(a_successor_that_dies_early_hands_the_wait_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
