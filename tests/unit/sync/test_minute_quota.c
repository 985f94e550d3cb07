/* The budget shrinks by what Google says and grows again by itself. */
#include "minute_quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static unsigned spend_all(struct quota *quota, enum quota_kind kind, uint64_t now_ms)
{
    unsigned spent = 0;
    for (; quota_wait_ms(quota, kind, now_ms) == 0; spent++)
        quota_take(quota, kind, now_ms);
    return spent;
}

static void a_fifth_of_what_google_allows_is_left_to_others(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    assert_int_equal(spend_all(&quota, QUOTA_READ, 1000), 48);
    assert_int_equal(spend_all(&quota, QUOTA_WRITE, 1000), 48);
    assert_int_equal(quota_wait_ms(&quota, QUOTA_WRITE, 1000), 60000);
    assert_int_equal(quota_left(&quota, QUOTA_WRITE, 60999), 0);
    assert_int_equal(spend_all(&quota, QUOTA_WRITE, 61000), 48);
}

static void a_429_halves_the_rate_of_its_own_kind(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    quota_exceeded(&quota, QUOTA_WRITE, 1000, 1, 0);
    assert_int_equal(quota_wait_ms(&quota, QUOTA_WRITE, 1500), 500);
    assert_int_equal(spend_all(&quota, QUOTA_WRITE, 2000), QUOTA_PER_MINUTE / 2);
    assert_int_equal(spend_all(&quota, QUOTA_READ, 2000), QUOTA_PER_MINUTE);
}

static void the_rate_comes_back_one_by_one_and_no_further_than_it_was(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    quota_exceeded(&quota, QUOTA_WRITE, 0, 1, 0);
    quota_granted(&quota, QUOTA_WRITE);
    assert_int_equal(spend_all(&quota, QUOTA_WRITE, 10 * 10000), QUOTA_PER_MINUTE / 2 + 10);
    assert_int_equal(spend_all(&quota, QUOTA_WRITE, 1000 * 10000), QUOTA_PER_MINUTE);
}

static void a_storm_of_429_never_stops_us_for_good(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    for (int i = 0; i < 50; i++)
        quota_exceeded(&quota, QUOTA_READ, 100, 1, 0);
    assert_int_equal(spend_all(&quota, QUOTA_READ, 1100), QUOTA_LEAST);
}

static void requests_that_nobody_waits_for_leave_half_of_the_budget(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    for (unsigned i = 0; i < QUOTA_PER_MINUTE / 2; i++) {
        assert_int_equal(quota_spare_ms(&quota, QUOTA_READ, 1000), 0);
        quota_take(&quota, QUOTA_READ, 1000);
    }
    assert_int_equal(quota_spare_ms(&quota, QUOTA_READ, 1000), 60000);
    assert_int_equal(quota_wait_ms(&quota, QUOTA_READ, 1000), 0);
    assert_int_equal(quota_left(&quota, QUOTA_READ, 1000), QUOTA_PER_MINUTE / 2);
}

static void what_was_sent_before_a_429_counts_against_the_smaller_rate(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    for (unsigned i = 0; i < 40; i++)
        quota_take(&quota, QUOTA_READ, 1000);
    quota_exceeded(&quota, QUOTA_READ, 1000, 1, 0);
    assert_int_equal(quota_left(&quota, QUOTA_READ, 3000), 0);
    assert_int_equal(quota_wait_ms(&quota, QUOTA_READ, 3000), 58000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fifth_of_what_google_allows_is_left_to_others),
        cmocka_unit_test(a_429_halves_the_rate_of_its_own_kind),
        cmocka_unit_test(the_rate_comes_back_one_by_one_and_no_further_than_it_was),
        cmocka_unit_test(a_storm_of_429_never_stops_us_for_good),
        cmocka_unit_test(requests_that_nobody_waits_for_leave_half_of_the_budget),
        cmocka_unit_test(what_was_sent_before_a_429_counts_against_the_smaller_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
