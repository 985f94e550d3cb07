/* shard_numbers.h: the Gateway is what its worst shard is. */
#include "shard_numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct world {
    struct metrics metrics;
    struct shard_numbers numbers;
};

static void two_shards(struct world *w)
{
    metrics_init(&w->metrics, WORKER_GATEWAY);
    shard_numbers_init(&w->numbers, &w->metrics, &(struct shard_plan){.count = 8, .ids = {3, 5}, .mine = 2});
}

static void assert_whole(const struct world *w, enum gateway_state state, double lost_since_s)
{
    assert_true(metrics_get(&w->metrics, METRIC_GATEWAY_STATE) == (double)state);
    assert_true(metrics_get(&w->metrics, METRIC_GATEWAY_CONNECTED) == (state == GATEWAY_CONNECTED));
    assert_true(metrics_get(&w->metrics, METRIC_GATEWAY_LOST_SINCE) == lost_since_s);
}

static void it_is_connected_when_every_shard_is(void **state)
{
    (void)state;
    struct world w;
    two_shards(&w);
    shard_numbers_state(&w.numbers, 0, GATEWAY_NEVER_READY, 100);
    shard_numbers_state(&w.numbers, 1, GATEWAY_NEVER_READY, 100);
    assert_whole(&w, GATEWAY_NEVER_READY, 100);
    shard_numbers_state(&w.numbers, 0, GATEWAY_CONNECTED, 101);
    assert_whole(&w, GATEWAY_NEVER_READY, 100);
    shard_numbers_state(&w.numbers, 1, GATEWAY_CONNECTED, 106);
    assert_whole(&w, GATEWAY_CONNECTED, 0);
}

static void it_is_lost_since_the_first_shard_that_still_is(void **state)
{
    (void)state;
    struct world w;
    two_shards(&w);
    shard_numbers_state(&w.numbers, 0, GATEWAY_CONNECTED, 100);
    shard_numbers_state(&w.numbers, 1, GATEWAY_CONNECTED, 100);
    shard_numbers_state(&w.numbers, 1, GATEWAY_LOST, 200);
    shard_numbers_state(&w.numbers, 0, GATEWAY_LOST, 300);
    shard_numbers_state(&w.numbers, 1, GATEWAY_LOST, 400); /* a dial failed: lost since 200 all the same */
    assert_whole(&w, GATEWAY_LOST, 200);
    shard_numbers_state(&w.numbers, 1, GATEWAY_CONNECTED, 500);
    assert_whole(&w, GATEWAY_LOST, 300);
}

static void one_that_stopped_for_good_outweighs_all(void **state)
{
    (void)state;
    struct world w;
    two_shards(&w);
    shard_numbers_state(&w.numbers, 0, GATEWAY_STOPPED, 100);
    shard_numbers_state(&w.numbers, 1, GATEWAY_LOST, 200);
    assert_whole(&w, GATEWAY_STOPPED, 100);
}

static void each_shard_has_its_numbers_under_its_id(void **state)
{
    (void)state;
    struct world w;
    two_shards(&w);
    shard_numbers_state(&w.numbers, 1, GATEWAY_CONNECTED, 100);
    shard_numbers_latency(&w.numbers, 0, 0.2);
    shard_numbers_latency(&w.numbers, 1, 0.1);
    assert_true(metrics_get(&w.metrics, METRIC_GATEWAY_LATENCY) == 0.2);
    const struct shard_metrics *shards = &w.metrics.shards;
    assert_int_equal(shards->count, 2);
    assert_int_equal(shards->shards[1].id, 5);
    assert_true(shards->shards[1].values[SHARD_METRIC_CONNECTED] == 1);
    assert_true(shards->shards[0].values[SHARD_METRIC_CONNECTED] == 0);
    assert_true(shards->shards[1].values[SHARD_METRIC_STATE] == GATEWAY_CONNECTED);
    assert_true(shards->shards[1].values[SHARD_METRIC_LATENCY] == 0.1);
    shard_numbers_count(&w.numbers, 1, SHARD_METRIC_RESUMES);
    shard_numbers_count(&w.numbers, 1, SHARD_METRIC_RESUMES);
    assert_true(shards->shards[1].values[SHARD_METRIC_RESUMES] == 2);
    assert_true(shards->shards[0].values[SHARD_METRIC_RESUMES] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_connected_when_every_shard_is),
        cmocka_unit_test(it_is_lost_since_the_first_shard_that_still_is),
        cmocka_unit_test(one_that_stopped_for_good_outweighs_all),
        cmocka_unit_test(each_shard_has_its_numbers_under_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
