/* shard_plan.h: whose shards are ours, and in which order they IDENTIFY. */
#include "shard_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_plan(unsigned count, const char *ids, enum shard_plan_problem problem, size_t mine,
                        unsigned first, unsigned last)
{
    struct shard_plan plan;
    assert_int_equal(shard_plan(count, ids, &plan), problem);
    assert_true((shard_plan_trouble(problem) == NULL) == (problem == SHARD_PLAN_GOOD));
    assert_int_equal(plan.count, count);
    assert_int_equal(plan.mine, mine);
    assert_int_equal(plan.ids[0], first);
    assert_int_equal(plan.ids[mine - 1], last);
}

static void all_are_all(void **state)
{
    (void)state;
    assert_plan(1, "all", SHARD_PLAN_GOOD, 1, 0, 0);
    assert_plan(4, "all", SHARD_PLAN_GOOD, 4, 0, 3);
    assert_plan(4, "ALL", SHARD_PLAN_GOOD, 4, 0, 3);
}

static void listed_ids_are_taken_in_order_and_once(void **state)
{
    (void)state;
    assert_plan(1000, "900,5,20,5", SHARD_PLAN_GOOD, 3, 5, 900);
}

static void an_id_that_is_not_there_is_left_out_and_said(void **state)
{
    (void)state;
    assert_plan(2, "1,2", SHARD_PLAN_NOT_THERE, 1, 1, 1);
}

static void with_no_id_left_the_first_shard_is_better_than_none(void **state)
{
    (void)state;
    assert_plan(2, "7", SHARD_PLAN_NONE, 1, 0, 0);
}

static void more_than_a_worker_holds_are_cut_and_said(void **state)
{
    (void)state;
    assert_plan(17, "all", SHARD_PLAN_TOO_MANY, 16, 0, 15);
    assert_plan(16, "all", SHARD_PLAN_GOOD, 16, 0, 15);
}

static void fresh_shards_of_a_bucket_go_one_after_the_other(void **state)
{
    (void)state;
    struct shard_plan plan;
    static const bool FRESH[SHARDS_MOST] = {true, true, true, true, true, true};
    shard_plan(6, "all", &plan);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(shard_plan_turn(&plan, FRESH, i, 1), i);
        assert_int_equal(shard_plan_turn(&plan, FRESH, i, 2), i / 2);
        assert_int_equal(shard_plan_turn(&plan, FRESH, i, 16), 0);
    }
}

static void a_shard_that_resumes_is_not_waited_for(void **state)
{
    (void)state;
    struct shard_plan plan;
    static const bool FRESH[SHARDS_MOST] = {false, false, true, true};
    shard_plan(4, "all", &plan);
    assert_int_equal(shard_plan_turn(&plan, FRESH, 2, 1), 0);
    assert_int_equal(shard_plan_turn(&plan, FRESH, 3, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_all),
        cmocka_unit_test(listed_ids_are_taken_in_order_and_once),
        cmocka_unit_test(an_id_that_is_not_there_is_left_out_and_said),
        cmocka_unit_test(with_no_id_left_the_first_shard_is_better_than_none),
        cmocka_unit_test(more_than_a_worker_holds_are_cut_and_said),
        cmocka_unit_test(fresh_shards_of_a_bucket_go_one_after_the_other),
        cmocka_unit_test(a_shard_that_resumes_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
