/* What programs read, byte for byte. */
#include "sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sample s;

static int set_up(void **state)
{
    (void)state;
    sample_init(&s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sample_fini(&s);
    return 0;
}

static void assert_begins(const char *text, const char *with)
{
    assert_non_null(text);
    assert_int_equal(strncmp(text, with, strlen(with)), 0);
}

static void health_begins_with_the_contracts_members_byte_for_byte(void **state)
{
    (void)state;
    assert_begins(
        sample_page(&s, page_health),
        "{\"status\":\"healthy\",\"uptime_seconds\":3600,\"uptime_human\":\"1:00:00\",\"request_count\":150,"
        "\"last_heartbeat\":\"2024-01-01T12:00:00\",\"avg_latency_5min\":0.125,\"avg_memory_mb_5min\":245.6,"
        "\"total_errors\":2,\"task_failures_1h\":0,\"ok\":true,\"reason\":null,");
}

static void last_heartbeat_is_null_before_the_first(void **state)
{
    (void)state;
    s.timeline.last_heartbeat_s = 0;
    assert_non_null(strstr(sample_page(&s, page_health), "\"last_heartbeat\":null,"));
}

static void decimals_carry_no_zero_that_says_nothing(void **state)
{
    (void)state;
    s.report.latency_mean_s = 0.1201;
    s.report.memory_mean_bytes = 245 * 1024 * 1024;
    assert_non_null(
        strstr(sample_page(&s, page_health), "\"avg_latency_5min\":0.12,\"avg_memory_mb_5min\":245,"));
    s.report.latency_mean_s = 0;
    assert_non_null(strstr(sample_page(&s, page_health), "\"avg_latency_5min\":0,"));
    s.report.memory_mean_bytes = 100.0 * 1024 * 1024;
    assert_non_null(strstr(sample_page(&s, page_health), "\"avg_memory_mb_5min\":100,"));
}

static void ok_is_false_only_when_down(void **state)
{
    (void)state;
    sample_verdict(&s, CONDITION_SHEETS_OFF, 30);
    assert_non_null(strstr(sample_page(&s, page_health), "\"ok\":true,\"reason\":\"sheets_off\""));
    sample_verdict(&s, CONDITION_GATEWAY_LOST, 600);
    assert_begins(sample_page(&s, page_health), "{\"status\":\"down\",");
    assert_non_null(strstr(sample_page(&s, page_health), "\"ok\":false,\"reason\":\"gateway_lost\""));
}

static unsigned occurrences(const char *text, const char *word)
{
    unsigned count = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

static void a_status_word_stands_once_whatever_the_parts_are_like(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"healthy", "degraded", "starting", "down"};
    static const enum worker_state STATES[] = {WORKER_STARTING, WORKER_HUNG, WORKER_WAITING, WORKER_STOPPED,
                                               WORKER_UP};
    for (size_t i = 0; i < 5; i++) {
        s.snapshot.supervisor.workers[WORKER_SHEETS].state = STATES[i];
        unsigned all = 0;
        for (size_t w = 0; w < 4; w++)
            all += occurrences(sample_page(&s, page_health), WORDS[w]);
        assert_int_equal(all, 1);
    }
}

static void a_ban_says_when_it_ends(void **state)
{
    (void)state;
    sample_verdict(&s, CONDITION_IP_BANNED, 0);
    s.timeline.banned_until_s = SAMPLE_WALL / 1000 + 60;
    const char *text = sample_page(&s, page_health);
    assert_non_null(strstr(text, "\"reason\":\"discord_ip_block\""));
    assert_non_null(strstr(text, "\"retry_at\":\"2024-01-01T12:01:00\""));
}

static void a_configuration_error_is_told(void **state)
{
    (void)state;
    sample_verdict(&s, CONDITION_CONFIG_BROKEN, 0);
    strcpy(s.snapshot.supervisor.config_error, "DISCORD_TOKEN : absent.");
    const char *text = sample_page(&s, page_health);
    assert_begins(text, "{\"status\":\"down\",");
    assert_non_null(strstr(text, "\"detail\":\"DISCORD_TOKEN : absent.\""));
}

static void workers_and_gateway_are_judged_by_pass_warn_fail(void **state)
{
    (void)state;
    s.snapshot.supervisor.workers[WORKER_SHEETS].state = WORKER_WAITING;
    s.snapshot.supervisor.workers[WORKER_HEALTH].crash_loop = true;
    s.report.connected = false;
    s.report.lost_ms = 5000;
    const char *text = sample_page(&s, page_health);
    assert_non_null(strstr(text, "\"gateway-worker\":{\"status\":\"pass\","));
    assert_non_null(strstr(text, "\"sheets-worker\":{\"status\":\"warn\","));
    assert_non_null(strstr(text, "\"health-server\":{\"status\":\"fail\","));
    assert_non_null(strstr(text, "\"gateway\":{\"status\":\"warn\",\"connected\":false,\"lost_seconds\":5,"));
    assert_null(strstr(text, "simulator"));
}

static void health_is_compact(void **state)
{
    (void)state;
    const char *text = sample_page(&s, page_health);
    assert_null(strstr(text, "\": "));
    assert_null(strstr(text, ",\n"));
}

static void ready_tells_the_session(void **state)
{
    (void)state;
    assert_string_equal(sample_page(&s, page_ready), "{\"ready\":true,\"gateway\":\"pass\",\"reason\":null}");
    s.report.connected = false;
    sample_verdict(&s, CONDITION_NEVER_READY, 0);
    assert_string_equal(sample_page(&s, page_ready),
                        "{\"ready\":false,\"gateway\":\"warn\",\"reason\":\"first_connection\"}");
}

static void ping_is_pong_and_version_names_the_build(void **state)
{
    (void)state;
    assert_string_equal(sample_page(&s, page_ping), "pong");
    const char *text = sample_page(&s, page_version);
    assert_begins(text, "{\"version\":\"");
    assert_non_null(strstr(text, "\",\"commit\":\""));
    assert_non_null(strstr(text, "\",\"build\":\""));
}

#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_TEST(health_begins_with_the_contracts_members_byte_for_byte),
        PAGE_TEST(last_heartbeat_is_null_before_the_first),
        PAGE_TEST(decimals_carry_no_zero_that_says_nothing),
        PAGE_TEST(ok_is_false_only_when_down),
        PAGE_TEST(a_status_word_stands_once_whatever_the_parts_are_like),
        PAGE_TEST(a_ban_says_when_it_ends),
        PAGE_TEST(a_configuration_error_is_told),
        PAGE_TEST(workers_and_gateway_are_judged_by_pass_warn_fail),
        PAGE_TEST(health_is_compact),
        PAGE_TEST(ready_tells_the_session),
        PAGE_TEST(ping_is_pong_and_version_names_the_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
