/* /history: the contract's members, bounded, gaps left out. */
#include "history_view.h"
#include "json_value.h"
#include "sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW (SAMPLE_WALL / 1000)

static struct sample s;
static struct history_view *view;
static struct json_value *json;

static int set_up(void **state)
{
    (void)state;
    sample_init(&s);
    view = history_view_create();
    s.report.history = view;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_destroy(&json);
    history_view_destroy(&view);
    sample_fini(&s);
    return 0;
}

static const struct json_value *ask(const char *query)
{
    s.report.asked = (struct asked){query, strlen(query)};
    const char *text = sample_page(&s, page_history);
    assert_non_null(text);
    json_destroy(&json);
    assert_false(err_is(json_parse(text, strlen(text), &json)));
    return json;
}

static const struct json_value *member(const char *object, const char *name)
{
    return json_get(json_get(json, object), name);
}

static void nothing_observed_is_null_not_100(void **state)
{
    (void)state;
    (void)ask("");
    assert_string_equal(
        sample_page(&s, page_history),
        "{\"uptime_percent\":{\"24h\":null,\"7d\":null,\"30d\":null},"
        "\"observed_percent\":{\"24h\":0.000,\"7d\":0.000,\"30d\":0.000},\"step_seconds\":300,\"hours\":24,"
        "\"kept_in\":\"opening\",\"samples\":[],\"incidents\":[]}");
}

static void add(int64_t t_s, enum health_status status, float latency_s)
{
    history_view_add(view, &(struct history_sample){.t_s = t_s,
                                                    .status = status,
                                                    .latency_s = latency_s,
                                                    .memory_mb = 20,
                                                    .sheets_s = HISTORY_UNKNOWN,
                                                    .queue = 3,
                                                    .errors = 1});
}

static void samples_have_the_contracts_members_and_null_for_what_is_not_known(void **state)
{
    (void)state;
    add(NOW - 30, HEALTH_DEGRADED, HISTORY_UNKNOWN);
    add(NOW, HEALTH_HEALTHY, 0.125f);
    (void)ask("hours=1");
    const char *text = buffer_string(&s.out);
    assert_non_null(strstr(text, "\"step_seconds\":30,"));
    assert_non_null(
        strstr(text, "\"samples\":[{\"t\":\"2024-01-01T11:59:30\",\"status\":\"degraded\",\"latency\":null,"
                     "\"memory_mb\":20.0,\"queue\":3,\"errors\":1,"));
    assert_non_null(strstr(text, "{\"t\":\"2024-01-01T12:00:00\",\"status\":\"healthy\",\"latency\":0.125,"));
    (void)ask("hours=24");
    const struct json_value *samples = json_get(json, "samples");
    assert_int_equal(json_length(samples), 2); /* 11:55 and 12:00 */
    assert_string_equal(json_text(json_get(json_at(samples, 0), "status"), ""), "degraded");
    assert_float_equal(json_number(json_get(json_at(samples, 1), "latency_max"), 0), 0.125, 1e-9);
}

static void gaps_are_left_out_and_the_range_is_kept(void **state)
{
    (void)state;
    for (int64_t t = NOW - 3 * 3600; t <= NOW; t += 30)
        if (t < NOW - 1800 || t > NOW - 900)
            add(t, HEALTH_HEALTHY, 0.1f);
    (void)ask("hours=1");
    const struct json_value *samples = json_get(json, "samples");
    assert_int_equal(json_length(samples), 120 - 31);
    assert_string_equal(json_text(json_get(json_at(samples, 0), "t"), ""), "2024-01-01T11:00:30");
}

static void uptime_is_of_what_was_observed(void **state)
{
    (void)state;
    for (int i = 0; i < 1440; i++) /* 12 hours, a quarter down */
        add(NOW - 30 * i, i % 4 ? HEALTH_HEALTHY : HEALTH_DOWN, 0.1f);
    (void)ask("");
    assert_float_equal(json_number(member("uptime_percent", "24h"), 0), 75, 1e-3);
    assert_float_equal(json_number(member("observed_percent", "24h"), 0), 50, 1e-3);
    assert_float_equal(json_number(member("observed_percent", "30d"), 0), 50.0 / 30, 1e-3);
}

static void incidents_that_lasted_into_the_hours_are_there_the_newest_first(void **state)
{
    (void)state;
    static const int64_t TIMES[][2] = {{-10000, -7000}, {-5000, -3000}, {-60, 0}};
    for (size_t i = 0; i < 3; i++) {
        struct incident incident = {.began_ms = SAMPLE_WALL + TIMES[i][0] * 1000,
                                    .ended_ms = TIMES[i][1] ? SAMPLE_WALL + TIMES[i][1] * 1000 : 0,
                                    .status = HEALTH_DOWN,
                                    .reason = "gateway_lost",
                                    .seconds = 60,
                                    .end = TIMES[i][1] ? INCIDENT_RESUMED : INCIDENT_LASTS};
        history_view_put_incident(view, &incident);
    }
    (void)ask("hours=1");
    const struct json_value *incidents = json_get(json, "incidents");
    assert_int_equal(json_length(incidents), 2);
    assert_non_null(strstr(
        buffer_string(&s.out),
        "[{\"status\":\"down\",\"reason\":\"gateway_lost\",\"began\":\"2024-01-01T11:59:00\",\"ended\":null,"
        "\"seconds\":60,\"longest_silence_seconds\":0,\"ended_by\":null}"));
    assert_string_equal(json_text(json_get(json_at(incidents, 1), "ended"), ""), "2024-01-01T11:10:00");
    assert_string_equal(json_text(json_get(json_at(incidents, 1), "ended_by"), ""), "gateway_resumed");
}

/* As much as there can be, with figures as long as they get. */
static void the_longest_body_fits(void **state)
{
    (void)state;
    for (int64_t t = NOW - 31 * 86400; t <= NOW; t += 30)
        history_view_add(view, &(struct history_sample){NOW + t - NOW, HEALTH_DEGRADED, 29.999f, 99999.9f,
                                                        29.999f, 4000000000u, 30000000u, 30000000u});
    for (int i = 0; i < HISTORY_INCIDENTS_MAX; i++) {
        struct incident incident = {.began_ms = SAMPLE_WALL - 1000 * i,
                                    .ended_ms = SAMPLE_WALL,
                                    .status = HEALTH_DEGRADED,
                                    .seconds = UINT32_MAX,
                                    .longest_silence_s = UINT32_MAX,
                                    .end = INCIDENT_SERVICE_RESTARTED};
        memset(incident.reason, 'x', sizeof(incident.reason) - 1);
        history_view_put_incident(view, &incident);
    }
    static const char *const QUERIES[] = {"hours=6", "hours=48", "hours=720"};
    for (size_t i = 0; i < 3; i++)
        assert_true(json_length(json_get(ask(QUERIES[i]), "samples")) >= 576);
}

static void rubbish_is_answered_with_what_is_right(void **state)
{
    (void)state;
    (void)ask("hours=1000");
    assert_non_null(json_get(json, "error"));
    assert_null(json_get(json, "samples"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_observed_is_null_not_100, set_up, tear_down),
        cmocka_unit_test_setup_teardown(samples_have_the_contracts_members_and_null_for_what_is_not_known,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(gaps_are_left_out_and_the_range_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uptime_is_of_what_was_observed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(incidents_that_lasted_into_the_hours_are_there_the_newest_first,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_longest_body_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rubbish_is_answered_with_what_is_right, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
