/* session_start_limit: by day, and by bucket of shard ids. */
#include "start_limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct start_rule ONE = {.a_day = 1000, .max_concurrency = 1};

static void a_second_identify_within_5_s_is_too_soon_whatever_its_shard(void **state)
{
    (void)state;
    struct start_limit limit = {0};
    assert_int_equal(start_limit_take(&limit, ONE, 0, 1000), START_GRANTED);
    assert_int_equal(start_limit_take(&limit, ONE, 1, 5999), START_TOO_SOON);
    assert_int_equal(start_limit_take(&limit, ONE, 1, 6000), START_GRANTED);
}

static void shards_of_different_buckets_start_together(void **state)
{
    (void)state;
    const struct start_rule four = {1000, 4};
    struct start_limit limit = {0};
    for (uint64_t shard = 0; shard < 4; shard++)
        assert_int_equal(start_limit_take(&limit, four, shard, 1000), START_GRANTED);
    assert_int_equal(start_limit_take(&limit, four, 4, 1000), START_TOO_SOON);
    assert_int_equal(start_limit_take(&limit, four, 4, 6000), START_GRANTED);
}

static void a_concurrency_beyond_the_places_and_one_of_none_are_brought_within(void **state)
{
    (void)state;
    struct start_limit limit = {0};
    assert_int_equal(start_limit_take(&limit, (struct start_rule){10, 1000}, 16, 1000), START_GRANTED);
    assert_int_equal(start_limit_take(&limit, (struct start_rule){10, 1000}, 0, 1000), START_TOO_SOON);
    assert_int_equal(start_limit_take(&limit, (struct start_rule){10, 0}, 7, 9000), START_GRANTED);
}

static void the_day_counts_down_and_begins_anew(void **state)
{
    (void)state;
    struct start_limit limit = {0};
    assert_int_equal(start_limit_remaining(&limit, ONE, 50), 1000);
    assert_int_equal(start_limit_reset_after_ms(&limit, 50), START_DAY_MS);
    start_limit_take(&limit, ONE, 0, 1000);
    start_limit_take(&limit, ONE, 0, 1001); /* too soon, and counted */
    assert_int_equal(start_limit_remaining(&limit, ONE, 2000), 998);
    assert_int_equal(start_limit_reset_after_ms(&limit, 2000), START_DAY_MS - 1000);
    assert_int_equal(start_limit_remaining(&limit, ONE, 1000 + START_DAY_MS), 1000);
    assert_int_equal(start_limit_take(&limit, ONE, 0, 1000 + START_DAY_MS), START_GRANTED);
    assert_int_equal(start_limit_remaining(&limit, ONE, 2000 + START_DAY_MS), 999);
}

static void one_more_than_the_day_holds_is_spent(void **state)
{
    (void)state;
    const struct start_rule two = {2, 1};
    struct start_limit limit = {0};
    start_limit_take(&limit, two, 0, 1000);
    start_limit_take(&limit, two, 0, 10000);
    assert_int_equal(start_limit_remaining(&limit, two, 20000), 0);
    assert_int_equal(start_limit_take(&limit, two, 0, 20000), START_SPENT);
    assert_int_equal(start_limit_remaining(&limit, two, 20000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_identify_within_5_s_is_too_soon_whatever_its_shard),
        cmocka_unit_test(shards_of_different_buckets_start_together),
        cmocka_unit_test(a_concurrency_beyond_the_places_and_one_of_none_are_brought_within),
        cmocka_unit_test(the_day_counts_down_and_begins_anew),
        cmocka_unit_test(one_more_than_the_day_holds_is_spent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
