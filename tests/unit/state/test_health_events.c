/* Log lines for people. */
#include "health_events.h"

#include "log_render.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct health_event read_line(const char *line)
{
    struct health_event event;
    assert_true(event_read(line, strlen(line), &event));
    return event;
}

static void a_text_line_gives_time_level_program_and_message_but_no_fields(void **state)
{
    (void)state;
    struct health_event e = read_line("2024-01-01T12:03:08.400Z notice gateway-worker 🔄 Reconnexion réussie "
                                      "event=gateway.resumed replayed=3 guild=1020827427888435210\n");
    assert_int_equal(e.at_ms, INT64_C(1704110588000));
    assert_int_equal(e.level, LOG_NOTICE);
    assert_string_equal(e.program, "gateway-worker");
    assert_string_equal(e.message, "🔄 Reconnexion réussie");
}

static void a_json_line_gives_the_same(void **state)
{
    (void)state;
    struct health_event e =
        read_line("{\"ts\":\"2024-01-01T12:03:08.400Z\",\"level\":\"error\",\"program\":\"sheets-worker\","
                  "\"message\":\"❌ Erreur critique\",\"event\":\"x\",\"key\":\"secret\"}");
    assert_int_equal(e.at_ms, INT64_C(1704110588000));
    assert_int_equal(e.level, LOG_ERROR);
    assert_string_equal(e.message, "❌ Erreur critique");
}

static void what_log_writes_is_what_event_reads(void **state)
{
    (void)state;
    static const enum log_format FORMATS[] = {LOG_TEXT, LOG_JSON};
    for (int i = 0; i < 2; i++) {
        char line[LOG_LINE_MAX];
        size_t length =
            log_render(line, FORMATS[i], INT64_C(1704110400123), LOG_WARN, "gateway-worker", "gateway.lost",
                       LOG_WITH(log_int("code", 4000)), "🔌 Déconnecté de Discord");
        struct health_event e;
        assert_true(event_read(line, length, &e));
        assert_int_equal(e.at_ms, INT64_C(1704110400000));
        assert_int_equal(e.level, LOG_WARN);
        assert_string_equal(e.program, "gateway-worker");
        assert_string_equal(e.message, "🔌 Déconnecté de Discord");
    }
}

static void a_leading_priority_is_skipped(void **state)
{
    (void)state;
    assert_string_equal(read_line("<4>2024-01-01T12:00:00.000Z warn supervisor bonjour event=x").message,
                        "bonjour");
}

static void ids_in_a_message_are_masked_and_short_numbers_are_not(void **state)
{
    (void)state;
    struct health_event e = read_line(
        "2024-01-01T12:00:00.000Z warn supervisor salon 1020827427888435210, 3 fois en 86400 s event=x");
    assert_string_equal(e.message, "salon …, 3 fois en 86400 s");
}

static void a_long_message_is_cut_at_a_character(void **state)
{
    (void)state;
    char line[1200] = "2024-01-01T12:00:00.000Z warn supervisor ";
    for (int i = 0; i < 400; i++)
        strcat(line, "é");
    struct health_event e = read_line(line);
    assert_true(strlen(e.message) < EVENT_MESSAGE_SIZE);
    assert_true(strlen(e.message) > EVENT_MESSAGE_SIZE - 8);
    assert_true(utf8_valid(e.message, strlen(e.message)));
}

static void foreign_lines_are_refused(void **state)
{
    (void)state;
    static const char *const LINES[] = {"",
                                        "\n",
                                        "hello",
                                        "{\"ts\":1}",
                                        "{",
                                        "2024-01-01T12:00:00.000Z loud program x",
                                        "<4>",
                                        "2024-01-01 12:00:00 warn x y",
                                        "2024-01-01T12:00:00.000Z warn"};
    struct health_event e;
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++)
        assert_false(event_read(LINES[i], strlen(LINES[i]), &e));
}

static void why_and_what_next_are_kept_and_nothing_else(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "2024-01-01T12:00:00.000Z warn gateway-worker 🔌 Déconnecté de Discord event=gateway.disconnected "
        "code=4009 "
        "meaning=\"session \\\"expirée\\\"\" reason=\"closed by the peer at stack (4009)\" next=\"nouvelle "
        "session\" "
        "in_seconds=1.653 channel=1020827427888435210",
        "{\"ts\":\"2024-01-01T12:00:00.000Z\",\"level\":\"warn\",\"program\":\"gateway-worker\",\"message\":"
        "\"🔌 Déconnecté "
        "de Discord\",\"event\":\"gateway.disconnected\",\"code\":4009,\"meaning\":\"session "
        "\\\"expirée\\\"\",\"reason\":"
        "\"closed by the peer at stack (4009)\",\"next\":\"nouvelle session\",\"in_seconds\":1.653}",
    };
    for (size_t i = 0; i < 2; i++) {
        struct health_event e = read_line(LINES[i]);
        assert_string_equal(e.id, "gateway.disconnected");
        assert_int_equal(e.code, 4009);
        assert_string_equal(e.meaning, "session \"expirée\"");
        assert_string_equal(e.reason, "closed by the peer at stack (4009)");
        assert_string_equal(e.next, "nouvelle session");
        assert_true(e.in_s > 1.6 && e.in_s < 1.7);
        assert_int_equal(e.replayed, -1);
    }
    assert_int_equal(read_line("2024-01-01T12:00:00.000Z notice g m event=x replayed=3").replayed, 3);
    assert_true(read_line("2024-01-01T12:00:00.000Z notice g m event=x").in_s < 0);
    struct health_event masked =
        read_line("2024-01-01T12:00:00.000Z warn g m event=x next=\"1020827427888435210\"");
    assert_string_equal(masked.next, "…");
}

static struct health_events ring;

static void add(const char *message)
{
    struct health_event e = {.at_ms = (int64_t)ring.count};
    snprintf(e.message, sizeof(e.message), "%s", message);
    health_events_add(&ring, &e);
}

static void repeats_are_folded_with_a_count(void **state)
{
    (void)state;
    ring = (struct health_events){0};
    add("start");
    for (int i = 0; i < 10; i++) {
        add("lost");
        add("back");
    }
    assert_int_equal(ring.count, 3);
    assert_string_equal(health_events_at(&ring, 0)->message, "back");
    assert_int_equal(health_events_at(&ring, 0)->times, 10);
    assert_string_equal(health_events_at(&ring, 1)->message, "lost");
    assert_int_equal(health_events_at(&ring, 1)->times, 10);
    assert_string_equal(health_events_at(&ring, 2)->message, "start");
    assert_int_equal(health_events_at(&ring, 2)->times, 1);
}

static void what_is_long_past_is_not_folded(void **state)
{
    (void)state;
    ring = (struct health_events){0};
    add("old");
    for (int i = 0; i < EVENT_FOLD_MAX; i++)
        add((const char[2]){(char)('a' + i), '\0'});
    add("old");
    assert_int_equal(health_events_at(&ring, 0)->times, 1);
    assert_int_equal(ring.count, EVENT_FOLD_MAX + 2);
}

static void a_full_ring_forgets_its_oldest(void **state)
{
    (void)state;
    ring = (struct health_events){0};
    for (int i = 0; i < EVENTS_MOST + 3; i++) {
        struct health_event e = {0};
        snprintf(e.message, sizeof(e.message), "%d", i);
        health_events_add(&ring, &e);
    }
    assert_string_equal(health_events_at(&ring, 0)->message, "52");
    assert_string_equal(health_events_at(&ring, EVENTS_MOST - 1)->message, "3");
    assert_null(health_events_at(&ring, EVENTS_MOST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_line_gives_time_level_program_and_message_but_no_fields),
        cmocka_unit_test(a_json_line_gives_the_same),
        cmocka_unit_test(what_log_writes_is_what_event_reads),
        cmocka_unit_test(a_leading_priority_is_skipped),
        cmocka_unit_test(ids_in_a_message_are_masked_and_short_numbers_are_not),
        cmocka_unit_test(a_long_message_is_cut_at_a_character),
        cmocka_unit_test(foreign_lines_are_refused),
        cmocka_unit_test(why_and_what_next_are_kept_and_nothing_else),
        cmocka_unit_test(repeats_are_folded_with_a_count),
        cmocka_unit_test(what_is_long_past_is_not_folded),
        cmocka_unit_test(a_full_ring_forgets_its_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
