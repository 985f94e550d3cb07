/* Questions are checked, answers fit a frame, and what people wrote is not passed on as ours. */
#include "row_frames.h"

#include "cell.h"
#include "frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY "1020827427888435210"

static const char *problem_of(bool is_put, const char *body)
{
    struct row_request q;
    const char *problem =
        row_request_read(&q, is_put ? MESSAGE_ROW_PUT : MESSAGE_ROW_GET, body, strlen(body));
    row_request_free(&q);
    return problem;
}

static void a_put_is_made_canonical(void **state)
{
    (void)state;
    static const char BODY[] =
        "{\"op\":\"1\",\"key\":\"" KEY
        "\",\"b\":\"[1,2]\",\"c\":\"{\\\"5\\\":\\\"é\\\"}\",\"d\":\"1130000000000000000\"}";
    struct row_request q;
    assert_null(row_request_read(&q, MESSAGE_ROW_PUT, BODY, strlen(BODY)));
    assert_string_equal(q.key, KEY);
    assert_string_equal(q.op, "1");
    assert_string_equal(buffer_string(&q.b), "[1, 2]");
    assert_string_equal(buffer_string(&q.c), "{\"5\": \"é\"}");
    assert_string_equal(q.d, "1130000000000000000");
    row_request_free(&q);
}

static const char *keep_problem(const char *body)
{
    struct row_request q;
    const char *problem = row_request_read(&q, MESSAGE_ROW_KEEP, body, strlen(body));
    row_request_free(&q);
    return problem;
}

static void a_change_to_be_kept_says_who_asks_for_what(void **state)
{
    (void)state;
    assert_null(keep_problem("{\"op\":\"1\",\"key\":\"" KEY "\",\"user\":\"5\"}"));
    assert_null(keep_problem("{\"op\":\"1\",\"key\":\"" KEY "\",\"user\":\"5\",\"text\":\"é\",\"d\":\"7\"}"));
    assert_non_null(keep_problem("{\"key\":\"" KEY "\",\"user\":\"5\"}"));
    assert_non_null(keep_problem("{\"op\":\"1,2\",\"key\":\"" KEY "\",\"user\":\"5\"}"));
    assert_non_null(keep_problem("{\"op\":\"1\",\"key\":\"" KEY "\"}"));
    assert_non_null(keep_problem("{\"op\":\"1\",\"key\":\"" KEY "\",\"user\":\"5\",\"text\":3}"));
    assert_non_null(keep_problem("{\"op\":\"1\",\"key\":\"" KEY "\",\"user\":\"5\",\"d\":\"x\"}"));
}

static void any_number_may_name_the_panels_message(void **state)
{
    (void)state;
    assert_null(
        problem_of(true, "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"{}\",\"d\":\"1042\"}"));
}

static void what_cannot_be_stored_is_refused_when_offered(void **state)
{
    (void)state;
    assert_null(problem_of(false, "{\"key\":\"" KEY "\"}"));
    assert_non_null(problem_of(false, "{\"key\":\"general\"}"));
    assert_non_null(problem_of(false, "{"));
    assert_non_null(
        problem_of(true, "{\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"{}\",\"d\":\"\"}")); /* no op */
    assert_non_null(
        problem_of(true, "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"oui\",\"c\":\"{}\",\"d\":\"\"}"));
    assert_non_null(
        problem_of(true, "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"[1]\",\"d\":\"\"}"));
    assert_non_null(
        problem_of(true, "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"{}\",\"d\":\"=1+1\"}"));
}

static void corrections_over_a_cell_are_refused_with_the_reason(void **state)
{
    (void)state;
    char *body = malloc(FRAME_BODY_MOST), *text = calloc(1, CELL_UNITS_MOST + 1);
    memset(text, 'x', CELL_UNITS_MOST - 9);
    snprintf(body, FRAME_BODY_MOST,
             "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"{\\\"5\\\":\\\"%s\\\"}\",\"d\":\"\"}",
             text);
    assert_null(problem_of(true, body));
    strcat(text, "x");
    snprintf(body, FRAME_BODY_MOST,
             "{\"op\":\"1\",\"key\":\"" KEY "\",\"b\":\"[]\",\"c\":\"{\\\"5\\\":\\\"%s\\\"}\",\"d\":\"\"}",
             text);
    assert_non_null(strstr(problem_of(true, body), "50"));
    free(body);
    free(text);
}

static const char *answer_for(struct buffer *out, const struct map_row *row)
{
    buffer_init(out, FRAME_BODY_MOST);
    row_reply_sheet_row(out, KEY, row, false, 0);
    assert_false(out->failed);
    return buffer_string(out);
}

static void the_predecessors_cells_are_read_as_json(void **state)
{
    (void)state;
    struct buffer out;
    struct map_row row = {.id = 1,
                          .place = 12,
                          .b = "[234567890123456789]",
                          .c = "{234: 'l\\'âge'}",
                          .d = "1130000000000000000"};
    assert_non_null(strstr(answer_for(&out, &row), "\"c\":\"{\\\"234\\\": \\\"l'âge\\\"}\""));
    assert_non_null(strstr(buffer_string(&out), "\"known\":true,\"stored\":false"));
    buffer_free(&out);
    assert_non_null(strstr(answer_for(&out, NULL), "\"b\":\"[]\",\"c\":\"{}\",\"d\":\"\",\"known\":false"));
    buffer_free(&out);
}

static void a_persons_text_is_refused_with_the_cell_to_repair(void **state)
{
    (void)state;
    struct buffer out;
    struct map_row row = {.id = 1, .place = 12, .b = "oui", .c = "", .d = ""};
    assert_non_null(strstr(answer_for(&out, &row), "cellule B12"));
    assert_non_null(strstr(buffer_string(&out), "\"retry\":false"));
    buffer_free(&out);
    row.b = "";
    row.c = "à revoir";
    assert_non_null(strstr(answer_for(&out, &row), "cellule C12"));
    buffer_free(&out);
}

static void what_the_disk_has_not_decided_is_to_be_asked_again(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1000);
    row_reply_undecided(&out, KEY, "le disque dort");
    assert_non_null(strstr(buffer_string(&out), "\"retry\":true,\"off\":false,\"undecided\":true"));
    row_reply_refused(&out, KEY, "plein", false);
    assert_non_null(strstr(buffer_string(&out), "\"retry\":false,\"off\":false,\"undecided\":false"));
    buffer_free(&out);
}

static void a_row_too_long_for_a_frame_is_refused_not_cut(void **state)
{
    (void)state;
    struct buffer out;
    char *c = malloc(140000), *at = c;
    at += sprintf(at, "{\"5\":\"");
    for (int i = 0; i < 45000; i++)
        at += sprintf(at, "é");
    sprintf(at, "\"}");
    struct map_row row = {.id = 1, .place = 12, .b = "[]", .c = c, .d = ""};
    assert_non_null(strstr(answer_for(&out, &row), "trop longue"));
    buffer_free(&out);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_put_is_made_canonical),
        cmocka_unit_test(a_change_to_be_kept_says_who_asks_for_what),
        cmocka_unit_test(any_number_may_name_the_panels_message),
        cmocka_unit_test(what_cannot_be_stored_is_refused_when_offered),
        cmocka_unit_test(corrections_over_a_cell_are_refused_with_the_reason),
        cmocka_unit_test(the_predecessors_cells_are_read_as_json),
        cmocka_unit_test(a_persons_text_is_refused_with_the_cell_to_repair),
        cmocka_unit_test(what_the_disk_has_not_decided_is_to_be_asked_again),
        cmocka_unit_test(a_row_too_long_for_a_frame_is_refused_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
