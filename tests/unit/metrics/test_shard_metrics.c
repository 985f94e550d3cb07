/* shard_metrics.h: each shard's numbers under its id, from process to process. */
#include "metrics.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct metrics here, there;

static int setup(void **state)
{
    (void)state;
    metrics_init(&here, WORKER_GATEWAY);
    metrics_init(&there, WORKER_GATEWAY);
    return 0;
}

static void travel(bool counters_only)
{
    struct buffer body;
    buffer_init(&body, 64 * 1024);
    metrics_write(&here, &body);
    metrics_read(&there, body.data, body.length, counters_only);
    buffer_free(&body);
}

static void two_shards(void)
{
    static const uint16_t IDS[] = {3, 999};
    shard_metrics_list(&here.shards, IDS, 2);
    here.shards.shards[0].values[SHARD_METRIC_LATENCY] = 0.125;
    here.shards.shards[0].values[SHARD_METRIC_RESUMES] = 7;
}

static void shards_travel_with_their_ids(void **state)
{
    (void)state;
    two_shards();
    for (int i = 0; i < 2; i++) /* the later body replaces the earlier */
        travel(false);
    assert_int_equal(there.shards.count, 2);
    assert_int_equal(there.shards.shards[0].id, 3);
    assert_true(there.shards.shards[0].values[SHARD_METRIC_LATENCY] == 0.125);
    assert_true(there.shards.shards[0].values[SHARD_METRIC_RESUMES] == 7);
    assert_int_equal(there.shards.shards[1].id, 999);
}

static void a_new_instance_counts_on_and_measures_anew(void **state)
{
    (void)state;
    static const uint16_t IDS[] = {1, 3};
    two_shards();
    travel(true);
    shard_metrics_list(&there.shards, IDS, 2); /* other shards than before, but for one */
    assert_int_equal(there.shards.shards[1].id, 3);
    assert_true(there.shards.shards[1].values[SHARD_METRIC_LATENCY] == 0);
    assert_true(there.shards.shards[1].values[SHARD_METRIC_RESUMES] == 7);
    assert_true(there.shards.shards[0].values[SHARD_METRIC_RESUMES] == 0);
}

static void shards_beyond_the_cap_and_malformed_ones_are_ignored(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body, 4096);
    buffer_text(&body, "SHARD\nSHARD x 1 0\nSHARD 1 1\nSHARD 1 1 1 nan 0 0 0\nSHARD 70000 1 1 0 0 0 0\n"
                       "SHARD 1 1 1 0 0 0 0 0\n");
    for (int i = 0; i < 20; i++)
        buffer_format(&body, "SHARD %d 1 1 0 0 0 0\n", i);
    metrics_read(&there, body.data, body.length, false);
    assert_int_equal(there.shards.count, METRIC_SHARDS_MOST);
    assert_int_equal(there.shards.shards[0].id, 0);
    buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(shards_travel_with_their_ids, setup),
        cmocka_unit_test_setup(a_new_instance_counts_on_and_measures_anew, setup),
        cmocka_unit_test_setup(shards_beyond_the_cap_and_malformed_ones_are_ignored, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
