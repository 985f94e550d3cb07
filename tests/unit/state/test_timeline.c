/* Moments that outlive reports. */
#include "timeline.h"

#include "json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_newest_heartbeat_stays_when_a_new_worker_has_none(void **state)
{
    (void)state;
    struct snapshot s;
    struct timeline t = {0};
    snapshot_init(&s);
    snapshot_metrics(&s, WORKER_GATEWAY, "GATEWAY_LAST_ACK 1704110400.7\n", 30, 10);
    timeline_look(&t, &s, 10, 10);
    assert_int_equal(t.last_heartbeat_s, 1704110400);
    snapshot_metrics(&s, WORKER_GATEWAY, "GATEWAY_LAST_ACK 0\n", 19, 20);
    timeline_look(&t, &s, 20, 20);
    assert_int_equal(t.last_heartbeat_s, 1704110400);
}

static void since_moves_only_when_the_status_changes(void **state)
{
    (void)state;
    struct timeline t = {0};
    timeline_status(&t, 0, 500);
    timeline_status(&t, 0, 600);
    assert_int_equal(t.status_since_ms, 500);
    timeline_status(&t, 2, 700);
    timeline_status(&t, 2, 800);
    assert_int_equal(t.status_since_ms, 700);
}

static void everything_survives_being_kept(void **state)
{
    (void)state;
    const struct timeline t = {.last_connected_ms = 1,
                               .banned_since_ms = 2,
                               .last_sheets_known_ms = 3,
                               .last_heartbeat_s = 4,
                               .banned_until_s = 5,
                               .status = 3,
                               .status_since_ms = 6};
    struct timeline back = {0};
    struct buffer text;
    buffer_init(&text, 1024);
    struct json_writer w = json_writer(&text);
    timeline_write(&t, &w);
    struct json_value *json = NULL;
    assert_false(err_is(json_parse(text.data, text.length, &json)));
    timeline_read(&back, json);
    json_destroy(&json);
    buffer_free(&text);
    assert_int_equal(back.last_connected_ms, 1);
    assert_int_equal(back.banned_since_ms, 2);
    assert_int_equal(back.last_sheets_known_ms, 3);
    assert_int_equal(back.last_heartbeat_s, 4);
    assert_int_equal(back.banned_until_s, 5);
    assert_int_equal(back.status, 3);
    assert_int_equal(back.status_since_ms, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_heartbeat_stays_when_a_new_worker_has_none),
        cmocka_unit_test(since_moves_only_when_the_status_changes),
        cmocka_unit_test(everything_survives_being_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
