/* Prometheus text; promtool judges the whole of it in the scenarios. */
#include "sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct sample s;

static void buckets_are_cumulative_and_end_with_the_count(void **state)
{
    (void)state;
    sample_init(&s);
    const char *text = sample_page(&s, page_metrics);
    assert_non_null(strstr(text, "# TYPE discord_heartbeat_rtt_seconds histogram\n"
                                 "discord_heartbeat_rtt_seconds_bucket{le=\"0.01\"} 0\n"
                                 "discord_heartbeat_rtt_seconds_bucket{le=\"0.025\"} 1\n"));
    assert_non_null(strstr(text, "discord_heartbeat_rtt_seconds_bucket{le=\"10\"} 2\n"
                                 "discord_heartbeat_rtt_seconds_bucket{le=\"30\"} 3\n"
                                 "discord_heartbeat_rtt_seconds_bucket{le=\"+Inf\"} 3\n"
                                 "discord_heartbeat_rtt_seconds_sum 0.75\n"
                                 "discord_heartbeat_rtt_seconds_count 3\n"));
    sample_fini(&s);
}

static void a_family_with_many_owners_names_the_worker(void **state)
{
    (void)state;
    sample_init(&s);
    const char *text = sample_page(&s, page_metrics);
    assert_non_null(strstr(text, "vigie_errors_total{worker=\"gateway-worker\"} 2\n"));
    assert_non_null(strstr(text, "discord_connected{shard=\"0\"} 1\n"));
    sample_fini(&s);
}

static void a_program_that_has_not_reported_is_left_out(void **state)
{
    (void)state;
    sample_init(&s);
    const char *text = sample_page(&s, page_metrics);
    assert_null(strstr(text, "worker=\"supervisor\""));
    assert_null(strstr(text, "vigie_worker_hangs_total"));
    sample_fini(&s);
}

static void every_family_has_one_head_before_its_samples(void **state)
{
    (void)state;
    sample_init(&s);
    for (int i = 0; i <= WORKERS; i++)
        sample_metrics(&s, (enum worker)i, "");
    const char *text = sample_page(&s, page_metrics);
    for (int i = 0; i < METRICS; i++) {
        char head[160];
        snprintf(head, sizeof(head), "# TYPE %s ", metric_family((enum metric)i));
        const char *first = strstr(text, head);
        assert_non_null(first);
        assert_null(strstr(first + 1, head));
    }
    assert_int_equal(text[strlen(text) - 1], '\n');
    sample_fini(&s);
}

static void exactly_one_status_is_on(void **state)
{
    (void)state;
    sample_init(&s);
    sample_verdict(&s, CONDITION_SHEETS_OFF, 30);
    assert_non_null(strstr(sample_page(&s, page_metrics), "vigie_status{status=\"starting\"} 0\n"
                                                          "vigie_status{status=\"healthy\"} 0\n"
                                                          "vigie_status{status=\"degraded\"} 1\n"
                                                          "vigie_status{status=\"down\"} 0\n"));
    sample_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buckets_are_cumulative_and_end_with_the_count),
        cmocka_unit_test(a_family_with_many_owners_names_the_worker),
        cmocka_unit_test(a_program_that_has_not_reported_is_left_out),
        cmocka_unit_test(every_family_has_one_head_before_its_samples),
        cmocka_unit_test(exactly_one_status_is_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
