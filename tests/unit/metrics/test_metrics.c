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

static void trouble_travels_as_one_line_until_it_is_over(void **state)
{
    (void)state;
    struct metrics sent = moved(), received;
    struct buffer body;
    buffer_init(&body, 16384);
    metrics_trouble(&sent, TROUBLE_MAIN, "la feuille n'existe pas ou plus. Vérifiez-la\nSECRET 1",
                    "the sheet does not exist. Check it\nSECRET 1");
    metrics_write(&sent, &body);
    metrics_init(&received, WORKER_GATEWAY);
    metrics_read(&received, body.data, body.length, true);
    assert_string_equal(received.troubles[TROUBLE_MAIN].french, "");
    metrics_read(&received, body.data, body.length, false);
    assert_string_equal(received.troubles[TROUBLE_MAIN].french,
                        "la feuille n'existe pas ou plus. Vérifiez-la");
    assert_string_equal(received.troubles[TROUBLE_MAIN].english, "the sheet does not exist. Check it");
    metrics_trouble(&sent, TROUBLE_ROLE, "le rôle", "the role");
    metrics_trouble(&sent, TROUBLE_MAIN, "", "");
    buffer_clear(&body);
    metrics_write(&sent, &body);
    metrics_read(&received, body.data, body.length, false);
    assert_string_equal(received.troubles[TROUBLE_MAIN].french, "");
    assert_string_equal(received.troubles[TROUBLE_MAIN].english, "");
    assert_string_equal(received.troubles[TROUBLE_ROLE].french, "le rôle");
    assert_string_equal(received.troubles[TROUBLE_ROLE].english, "the role");
    buffer_free(&body);
}

static void a_long_trouble_is_cut_at_a_character(void **state)
{
    (void)state;
    struct metrics m = moved();
    char words[METRIC_TROUBLE_SIZE * 2] = "";
    for (int i = 0; i < METRIC_TROUBLE_SIZE - 10; i++)
        memcpy(words + 2 * i, "é", 3);
    metrics_trouble(&m, TROUBLE_MAIN, words, words);
    assert_int_equal(strlen(m.troubles[TROUBLE_MAIN].french), (METRIC_TROUBLE_SIZE - 1) / 2 * 2);
    assert_string_equal(m.troubles[TROUBLE_MAIN].english, m.troubles[TROUBLE_MAIN].french);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_survive_the_wire),
        cmocka_unit_test(trouble_travels_as_one_line_until_it_is_over),
        cmocka_unit_test(a_long_trouble_is_cut_at_a_character),
        cmocka_unit_test(a_successor_goes_on_from_counters_but_not_from_gauges),
        cmocka_unit_test(histograms_count_each_observation_in_one_bucket),
        cmocka_unit_test(lines_that_cannot_be_read_change_nothing),
        cmocka_unit_test(rows_of_one_family_stand_together_and_the_first_has_the_help),
        cmocka_unit_test(what_is_not_a_finite_number_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
