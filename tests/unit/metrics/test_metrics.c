/* metrics.h: the table, the wire format, what a successor goes on from. */
#include "metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct metrics moved(void)
{
    struct metrics m;
    metrics_init(&m, WORKER_GATEWAY);
    metrics_add(&m, METRIC_GATEWAY_EVENTS, 12345678901.0);
    metrics_set(&m, METRIC_GATEWAY_LATENCY, 0.1234567);
    metrics_observe(&m, METRIC_GATEWAY_RTT, 0.01);
    metrics_observe(&m, METRIC_GATEWAY_RTT, 0.3);
    metrics_observe(&m, METRIC_GATEWAY_RTT, 99);
    return m;
}

static void all_kinds_survive_the_wire(void **state)
{
    (void)state;
    struct metrics sent = moved(), received;
    struct buffer body;
    buffer_init(&body, 16384);
    metrics_write(&sent, &body);
    assert_false(body.failed);
    metrics_init(&received, WORKER_GATEWAY);
    metrics_read(&received, body.data, body.length, false);
    for (int i = 0; i < METRICS; i++)
        if (metric_owned_by((enum metric)i, WORKER_GATEWAY))
            assert_memory_equal(&sent.values[i], &received.values[i], sizeof(sent.values[i]));
    buffer_free(&body);
}

static void a_successor_goes_on_from_counters_but_not_from_gauges(void **state)
{
    (void)state;
    struct metrics before = moved(), after;
    struct buffer body;
    buffer_init(&body, 16384);
    metrics_write(&before, &body);
    metrics_init(&after, WORKER_GATEWAY);
    metrics_read(&after, body.data, body.length, true);
    assert_true(metrics_get(&after, METRIC_GATEWAY_EVENTS) == 12345678901.0);
    assert_int_equal(after.values[METRIC_GATEWAY_RTT].count, 3);
    assert_true(metrics_get(&after, METRIC_GATEWAY_LATENCY) == 0);
    buffer_free(&body);
}

static void histograms_count_each_observation_in_one_bucket(void **state)
{
    (void)state;
    struct metrics m = moved();
    const struct metric_value *v = &m.values[METRIC_GATEWAY_RTT];
    assert_int_equal(v->buckets[0], 1); /* 0.01 is within the bound 0.01 */
    assert_int_equal(v->buckets[5], 1); /* 0.3 <= 0.5 */
    assert_int_equal(v->buckets[METRIC_BUCKETS], 1);
    assert_int_equal(v->count, 3);
}

static void lines_that_cannot_be_read_change_nothing(void **state)
{
    (void)state;
    struct metrics m;
    metrics_init(&m, WORKER_GATEWAY);
    static const char BODY[] =
        "NOT_A_METRIC 5\nGATEWAY_EVENTS\nGATEWAY_EVENTS x\nGATEWAY_RTT 1 2 3\n\nGATEWAY_EVENTS 1 2\n";
    metrics_read(&m, BODY, strlen(BODY), false);
    struct metrics untouched;
    metrics_init(&untouched, WORKER_GATEWAY);
    assert_memory_equal(&m.values, &untouched.values, sizeof(m.values));
}

static void rows_of_one_family_stand_together_and_the_first_has_the_help(void **state)
{
    (void)state;
    for (int i = 0; i < METRICS; i++) {
        bool first = true;
        for (int j = 0; j < i; j++)
            if (strcmp(metric_family((enum metric)i), metric_family((enum metric)j)) == 0) {
                first = false;
                assert_string_equal(metric_family((enum metric)(i - 1)), metric_family((enum metric)i));
            }
        assert_int_equal(metric_help((enum metric)i)[0] != '\0', first);
    }
}

static void what_is_not_a_finite_number_changes_nothing(void **state)
{
    (void)state;
    static const char BODY[] =
        "GATEWAY_EVENTS nan\nGATEWAY_LATENCY inf\nGATEWAY_RTT -inf 1 0 0 0 0 0 0 0 0 0 0 0\n";
    struct metrics m = moved(), before = m;
    metrics_read(&m, BODY, strlen(BODY), false);
    for (int i = 0; i < METRICS; i++)
        assert_memory_equal(&m.values[i], &before.values[i], sizeof(m.values[i]));
}

static void shards_travel_with_their_ids(void **state)
{
    (void)state;
    struct metrics m, other;
    struct buffer body;
    metrics_init(&m, WORKER_GATEWAY);
    metrics_init(&other, WORKER_GATEWAY);
    m.shard_count = 2;
    m.shards[0] = (struct metric_shard){.id = 3, .connected = true, .latency_s = 0.125};
    m.shards[1] = (struct metric_shard){.id = 999};
    buffer_init(&body, 64 * 1024);
    metrics_write(&m, &body);
    for (int i = 0; i < 2; i++) /* read twice: the later body replaces the earlier */
        metrics_read(&other, body.data, body.length, false);
    assert_int_equal(other.shard_count, 2);
    assert_int_equal(other.shards[0].id, 3);
    assert_true(other.shards[0].connected && other.shards[0].latency_s == 0.125);
    assert_int_equal(other.shards[1].id, 999);
    assert_false(other.shards[1].connected);
    metrics_init(&other, WORKER_GATEWAY);
    metrics_read(&other, body.data, body.length, true); /* a new instance counts its own */
    assert_int_equal(other.shard_count, 0);
    buffer_free(&body);
}

static void shards_beyond_the_cap_and_malformed_ones_are_ignored(void **state)
{
    (void)state;
    struct metrics m;
    struct buffer body;
    metrics_init(&m, WORKER_GATEWAY);
    buffer_init(&body, 4096);
    buffer_text(&body, "SHARD\nSHARD x 1 0\nSHARD 1 1\nSHARD 1 1 nan\n");
    for (int i = 0; i < 20; i++)
        buffer_format(&body, "SHARD %d 1 0\n", i);
    metrics_read(&m, body.data, body.length, false);
    assert_int_equal(m.shard_count, METRIC_SHARDS_MOST);
    assert_int_equal(m.shards[0].id, 0);
    buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_survive_the_wire),
        cmocka_unit_test(a_successor_goes_on_from_counters_but_not_from_gauges),
        cmocka_unit_test(histograms_count_each_observation_in_one_bucket),
        cmocka_unit_test(lines_that_cannot_be_read_change_nothing),
        cmocka_unit_test(rows_of_one_family_stand_together_and_the_first_has_the_help),
        cmocka_unit_test(what_is_not_a_finite_number_changes_nothing),
        cmocka_unit_test(shards_travel_with_their_ids),
        cmocka_unit_test(shards_beyond_the_cap_and_malformed_ones_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
