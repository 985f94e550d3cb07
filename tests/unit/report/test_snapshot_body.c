/* The supervisor's view, for the health-server and for people. */
#include "snapshot_body.h"
#include "status_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct snapshot SNAPSHOT = {
    .started_monotonic_ms = 1000,
    .started_wall_ms = 1700000000000,
    .now_ms = 63500,
    .memory_limit_bytes = 536870912,
    .worker_count = 2,
    .workers =
        {
            {.name = "gateway-worker",
             .pid = 42,
             .state = "up",
             .generation = 3,
             .restarts = 2,
             .up_since_ms = 2000,
             .last_heartbeat_ms = 63250,
             .last_exit = "signal 9 (Killed)",
             .memory_bytes = 3145728},
            {.name = "sheets-worker",
             .state = "waiting",
             .generation = 1,
             .last_exit = "",
             .next_start_in_ms = 1500,
             .crash_loop = true},
        },
};

static struct buffer out;

static int fresh(void **state)
{
    (void)state;
    buffer_init(&out, 8192);
    return 0;
}

static int done(void **state)
{
    (void)state;
    buffer_free(&out);
    return 0;
}

static void contains(const char *text)
{
    if (!strstr(buffer_string(&out), text))
        print_error("missing: %s\nin: %s\n", text, buffer_string(&out));
    assert_non_null(strstr(buffer_string(&out), text));
}

static void the_snapshot_has_every_member(void **state)
{
    (void)state;
    snapshot_write(&SNAPSHOT, &out);
    assert_false(out.failed);
    contains("{\"started_monotonic_ms\":1000,\"started_wall_ms\":1700000000000,\"now_monotonic_ms\":63500,"
             "\"demo\":false,"
             "\"config_error\":null,\"stopping\":false,\"version\":\"");
    contains("\"memory_limit_bytes\":536870912,\"workers\":[{\"name\":\"gateway-worker\",\"pid\":42,"
             "\"state\":\"up\","
             "\"generation\":3,\"restarts\":2,\"up_since_monotonic_ms\":2000,\"last_heartbeat_monotonic_ms\":"
             "63250,"
             "\"last_exit\":\"signal 9 "
             "(Killed)\",\"next_start_in_ms\":0,\"crash_loop\":false,\"memory_bytes\":3145728},{");
    contains("\"name\":\"sheets-worker\",\"pid\":0,\"state\":\"waiting\",\"generation\":1,\"restarts\":0,"
             "\"up_since_monotonic_ms\":0,\"last_heartbeat_monotonic_ms\":0,\"last_exit\":null,\"next_start_"
             "in_ms\":1500,"
             "\"crash_loop\":true,\"memory_bytes\":0}]}");
}

static void status_json_computes_ages(void **state)
{
    (void)state;
    status_json(&SNAPSHOT, &out);
    assert_string_equal(
        buffer_string(&out),
        "{\"workers\":[{\"name\":\"gateway-worker\",\"pid\":42,\"state\":\"up\",\"uptime_seconds\":61,"
        "\"restarts\":2,"
        "\"memory_bytes\":3145728,\"last_heartbeat_age_ms\":250},{\"name\":\"sheets-worker\",\"pid\":0,"
        "\"state\":\"waiting\","
        "\"uptime_seconds\":0,\"restarts\":0,\"memory_bytes\":0,\"last_heartbeat_age_ms\":null}]}\n");
}

static void the_table_is_aligned_by_characters(void **state)
{
    (void)state;
    status_table(&SNAPSHOT, &out);
    contains("gateway-worker  42      en service  0:01:01           2            3.0 Mio   il y a 0.2 s\n");
    contains(
        "sheets-worker   -       attend      -                 0            -         repart dans 1.5 s\n");
    contains("programme       pid     état        durée ");
}

static void a_configuration_error_is_told(void **state)
{
    (void)state;
    struct snapshot snapshot = SNAPSHOT;
    snapshot.config_error = "DISCORD_TOKEN : il \"manque\".";
    snapshot_write(&snapshot, &out);
    contains("\"config_error\":\"DISCORD_TOKEN : il \\\"manque\\\".\"");
    buffer_clear(&out);
    status_table(&snapshot, &out);
    contains("À corriger : DISCORD_TOKEN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_snapshot_has_every_member, fresh, done),
        cmocka_unit_test_setup_teardown(status_json_computes_ages, fresh, done),
        cmocka_unit_test_setup_teardown(the_table_is_aligned_by_characters, fresh, done),
        cmocka_unit_test_setup_teardown(a_configuration_error_is_told, fresh, done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
