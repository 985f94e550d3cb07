/* log.h: one event is one line, cut at a character, secrets hidden. */
#include "log_render.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOON 1704110400123 /* 2024-01-01T12:00:00.123Z */

static char line[LOG_LINE_MAX + 1];

static const char *rendered(enum log_format format, const struct log_field *fields, const char *message)
{
    size_t length =
        log_render(line, format, NOON, LOG_NOTICE, "gateway-worker", "gateway.closed", fields, message);
    line[length] = '\0';
    return line;
}

static void text_lines_have_time_level_program_message_event_and_fields(void **state)
{
    (void)state;
    assert_string_equal(
        rendered(LOG_TEXT,
                 LOG_WITH(log_int("code", 4009), log_text("next", "resume"), log_decimal("wait", 1.5)),
                 "🔌 Déconnecté de Discord"),
        "2024-01-01T12:00:00.123Z notice gateway-worker 🔌 Déconnecté de Discord event=gateway.closed "
        "code=4009 next=resume wait=1.500\n");
}

static void json_lines_hold_the_same(void **state)
{
    (void)state;
    assert_string_equal(
        rendered(LOG_JSON, LOG_WITH(log_int("code", 4009)), "é \"x\""),
        "{\"ts\":\"2024-01-01T12:00:00.123Z\",\"level\":\"notice\",\"program\":\"gateway-worker\","
        "\"message\":\"é \\\"x\\\"\",\"event\":\"gateway.closed\",\"code\":4009}\n");
}

static void control_characters_never_break_a_line(void **state)
{
    (void)state;
    rendered(LOG_TEXT, LOG_WITH(log_text("value", "two words\n")), "a\nb\x1b[31m\xFF");
    assert_non_null(strstr(line, "a\\x0ab\\x1b[31m\\xff"));
    assert_non_null(strstr(line, "value=\"two words\\x0a\""));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void a_long_message_is_cut_at_a_character_marked_and_keeps_its_event(void **state)
{
    (void)state;
    char *message = calloc(1, 9001);
    for (int i = 0; i < 3000; i++)
        memcpy(message + 3 * i, "€", 3);
    for (int format = LOG_TEXT; format <= LOG_JSON; format++) {
        rendered((enum log_format)format, LOG_WITH(log_int("n", 7)), message);
        size_t length = strlen(line);
        assert_true(length <= LOG_LINE_MAX && length > LOG_LINE_MAX / 2);
        assert_int_equal(line[length - 1], '\n');
        assert_non_null(strstr(line, "€ …[coupé]"));
        assert_non_null(strstr(line, "gateway.closed"));
    }
    free(message);
}

static void a_field_without_end_is_left_out_whole(void **state)
{
    (void)state;
    char *value = calloc(1, 50001);
    memset(value, 'x', 50000);
    rendered(LOG_TEXT, LOG_WITH(log_int("n", 7), log_text("huge", value)), "message");
    assert_string_equal(strstr(line, " event="), " event=gateway.closed n=7\n");
    free(value);
}

struct caught {
    int lines;
    char last[LOG_LINE_MAX + 1];
};

static void catch_line(void *ctx, enum log_level level, const char *text, size_t length)
{
    (void)level;
    struct caught *caught = ctx;
    caught->lines++;
    memcpy(caught->last, text, length);
    caught->last[length] = '\0';
}

static void lines_under_the_level_are_filtered_and_errors_counted(void **state)
{
    (void)state;
    struct caught caught = {0};
    log_open(
        &(struct log_options){.program = "p", .level = LOG_WARN, .sink = catch_line, .sink_ctx = &caught});
    log_event(LOG_INFO, "e.info", NULL, "no");
    assert_int_equal(caught.lines, 0);
    log_event(LOG_ERROR, "e.error", NULL, "yes %d", 1);
    log_event(LOG_CRIT, "e.crit", NULL, "yes");
    assert_int_equal(caught.lines, 2);
    assert_int_equal(log_errors(), 2);
}

static void a_secret_is_never_written(void **state)
{
    (void)state;
    struct caught caught = {0};
    log_open(
        &(struct log_options){.program = "p", .level = LOG_INFO, .sink = catch_line, .sink_ctx = &caught});
    log_hide("s3cr3t-token-value");
    log_event(LOG_INFO, "e", LOG_WITH(log_text("a", "x=s3cr3t-token-value")),
              "s3cr3t-token-value and s3cr3t-token-value");
    assert_null(strstr(caught.last, "s3cr3t"));
    assert_non_null(strstr(caught.last, "[secret] and [secret] event=e a=\"x=[secret]\"\n"));
}

static void levels_and_syslog_priorities_correspond(void **state)
{
    (void)state;
    for (int level = LOG_DEBUG; level < LOG_LEVELS; level++) {
        enum log_level named;
        assert_true(log_level_named(log_level_name((enum log_level)level), &named));
        assert_int_equal(named, level);
        assert_int_equal(log_level_of_priority(log_level_priority((enum log_level)level)), level);
    }
    assert_int_equal(log_level_of_priority(0), LOG_CRIT);
}

static void levels_have_the_names_that_others_give_them(void **state)
{
    (void)state;
    enum log_level named = LOG_DEBUG;
    assert_true(log_level_named("WARNING", &named));
    assert_int_equal(named, LOG_WARN);
    assert_true(log_level_named("critical", &named));
    assert_int_equal(named, LOG_CRIT);
    assert_false(log_level_named("", &named));
    assert_false(log_level_named("verbose", &named));
}

/* The mark may hold the secret itself: no reason to look at it for ever. */
static void a_secret_that_reads_like_its_mark_ends_too(void **state)
{
    (void)state;
    struct caught caught = {0};
    log_open(
        &(struct log_options){.program = "p", .level = LOG_INFO, .sink = catch_line, .sink_ctx = &caught});
    log_hide("[secre");
    log_hide("[secret]");
    log_event(LOG_INFO, "e", NULL, "[secret][secret] x");
    assert_non_null(strstr(caught.last, " x event=e\n"));
}

/* stdout is a pipe that does not block and that nobody reads: the supervisor is stopped. */
static void lines_that_the_pipe_does_not_take_are_dropped_whole_counted_and_said(void **state)
{
    (void)state;
    static char read_back[1 << 20];
    int ends[2], own = dup(STDOUT_FILENO);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    fflush(stdout);
    dup2(ends[1], STDOUT_FILENO);
    log_open(&(struct log_options){.program = "p", .level = LOG_INFO, .lead_priority = true});
    for (int i = 0; i < 1000; i++)
        log_event(LOG_INFO, "e", NULL, "%0500d", i);
    ssize_t first = read(ends[0], read_back, sizeof(read_back));
    log_catch_up();
    log_event(LOG_INFO, "e", NULL, "de nouveau");
    ssize_t then = read(ends[0], read_back + first, sizeof(read_back) - (size_t)first - 1);
    dup2(own, STDOUT_FILENO);
    log_open(&(struct log_options){.program = "p", .level = LOG_INFO});
    assert_true(first > 0 && then > 0);
    assert_int_equal(read_back[first - 1], '\n');
    int whole = 0;
    for (ssize_t i = 0; i < first; i++)
        whole += read_back[i] == '\n';
    char expected[96];
    snprintf(expected, sizeof(expected), " warn p %d lignes perdues event=log.lines_lost lines=%d\n<6>",
             1000 - whole, 1000 - whole);
    assert_memory_equal(read_back + first, "<4>", 3);
    assert_non_null(strstr(read_back + first, expected));
    assert_non_null(strstr(read_back + first, "de nouveau event=e\n"));
    close(ends[0]);
    close(ends[1]);
    close(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_the_pipe_does_not_take_are_dropped_whole_counted_and_said),
        cmocka_unit_test(text_lines_have_time_level_program_message_event_and_fields),
        cmocka_unit_test(json_lines_hold_the_same),
        cmocka_unit_test(control_characters_never_break_a_line),
        cmocka_unit_test(a_long_message_is_cut_at_a_character_marked_and_keeps_its_event),
        cmocka_unit_test(a_field_without_end_is_left_out_whole),
        cmocka_unit_test(lines_under_the_level_are_filtered_and_errors_counted),
        cmocka_unit_test(a_secret_is_never_written),
        cmocka_unit_test(levels_and_syslog_priorities_correspond),
        cmocka_unit_test(levels_have_the_names_that_others_give_them),
        cmocka_unit_test(a_secret_that_reads_like_its_mark_ends_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
