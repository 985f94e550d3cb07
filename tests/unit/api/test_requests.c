/* What is sent to Google, byte for byte where it matters. */
#include "requests.h"

#include "a1.h"
#include "json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct api_place PLACE = {"https://sheets.googleapis.com", "sheet-id_1", "L'été 🎭", 42};
static const struct row ROW = {"1020827427888435210", "[234567890123456789]", "{\"1\": \"=1+1\"}", ""};

static struct json_value *body_of(const struct api_request *r)
{
    struct json_value *document = NULL;
    assert_false(r->body.failed || r->url.failed);
    assert_false(err_is(json_parse(r->body.data, r->body.length, &document)));
    return document;
}

static void titles_are_quoted_and_paths_encoded(void **state)
{
    (void)state;
    struct api_request r;
    request_rows(&r, &PLACE);
    assert_string_equal(r.method, "GET");
    assert_string_equal(r.url.data, "https://sheets.googleapis.com/v4/spreadsheets/sheet-id_1/values/"
                                    "%27L%27%27%C3%A9t%C3%A9%20%F0%9F%8E%AD%27%21A%3AD"
                                    "?majorDimension=ROWS&valueRenderOption=FORMULA");
    assert_int_equal(r.body.length, 0);
    api_request_free(&r);
    request_tabs(&r, &PLACE);
    assert_non_null(strstr(r.url.data, "/sheet-id_1?fields=sheets.properties%28sheetId%2Ctitle"));
    api_request_free(&r);
}

static void updates_touch_the_changed_cells_only(void **state)
{
    (void)state;
    struct api_request r;
    const struct api_update updates[] = {{ROW, 7, 0x2}, {ROW, 8, 0xF}, {ROW, 9, 0xA}};
    request_updates(&r, &PLACE, updates, 3);
    assert_true(r.is_write);
    assert_non_null(strstr(r.url.data, "/sheet-id_1/values:batchUpdate"));
    struct json_value *body = body_of(&r);
    assert_string_equal(json_text(json_get(body, "valueInputOption"), ""), "RAW");
    assert_string_equal(json_text(json_find(body, "data.0.range"), ""), "'L''été 🎭'!A7:B7");
    assert_int_equal(json_length(json_find(body, "data.0.values.0")), 2);
    assert_true(json_is_null(json_find(body, "data.0.values.0.0"))); /* shown in the answer, not written */
    assert_true(json_bool(json_get(body, "includeValuesInResponse"), false));
    assert_string_equal(json_text(json_find(body, "data.0.values.0.1"), ""), ROW.b);
    assert_string_equal(json_text(json_find(body, "data.1.range"), ""), "'L''été 🎭'!A8:D8");
    assert_string_equal(json_text(json_find(body, "data.1.values.0.0"), ""), ROW.key);
    assert_string_equal(json_text(json_find(body, "data.1.values.0.2"), ""), "{\"1\": \"=1+1\"}");
    assert_string_equal(json_text(json_find(body, "data.1.values.0.3"), "x"), "");
    assert_string_equal(json_text(json_find(body, "data.2.range"), ""), "'L''été 🎭'!A9:D9");
    assert_true(json_is_null(json_find(body, "data.2.values.0.2")));
    json_destroy(&body);
    api_request_free(&r);
}

static void inserts_are_typed_as_text(void **state)
{
    (void)state;
    struct api_request r;
    const struct row rows[] = {ROW, ROW};
    request_inserts(&r, &PLACE, rows, 2);
    assert_non_null(strstr(r.url.data, "/sheet-id_1:batchUpdate"));
    struct json_value *body = body_of(&r);
    const struct json_value *append = json_find(body, "requests.0.appendCells");
    assert_int_equal(json_int(json_get(append, "sheetId"), 0), 42);
    assert_string_equal(json_text(json_get(append, "fields"), ""), "userEnteredValue");
    assert_int_equal(json_length(json_get(append, "rows")), 2);
    assert_string_equal(json_text(json_find(append, "rows.1.values.0.userEnteredValue.stringValue"), ""),
                        ROW.key);
    assert_int_equal(json_length(json_find(append, "rows.1.values")), 4);
    json_destroy(&body);
    api_request_free(&r);
}

static void peoples_cells_are_put_back_with_their_types(void **state)
{
    (void)state;
    struct api_request r;
    const struct foreign_row was = {9, {"sà trier", "n42", "s=SUM(A1:A3)", ""}},
                             text = {4, {"", "b1", "sx", "s7"}};
    const struct foreign_hit hits[] = {{7, &was}, {8, NULL}, {4, &text}};
    request_restore(&r, &PLACE, hits, 3);
    assert_true(r.is_write);
    struct json_value *body = body_of(&r);
    const struct json_value *first = json_find(body, "requests.0.updateCells");
    assert_int_equal(json_int(json_find(first, "start.rowIndex"), -1), 6);
    assert_int_equal(json_int(json_find(first, "start.columnIndex"), -1), 1);
    assert_string_equal(json_text(json_get(first, "fields"), ""), "userEnteredValue");
    assert_int_equal(json_int(json_find(first, "rows.0.values.0.userEnteredValue.numberValue"), 0), 42);
    assert_string_equal(json_text(json_find(first, "rows.0.values.1.userEnteredValue.formulaValue"), ""),
                        "=SUM(A1:A3)");
    assert_int_equal(json_length(json_find(first, "rows.0.values")), 3);
    assert_int_equal(json_length(json_find(first, "rows.0.values.2")), 0); /* empties the cell */
    assert_int_equal(json_length(json_find(body, "requests.1.updateCells.rows.0.values.0")), 0);
    const struct json_value *third = json_find(body, "requests.2.updateCells.rows.0.values");
    assert_true(json_bool(json_find(third, "0.userEnteredValue.boolValue"), false));
    assert_string_equal(json_text(json_find(third, "2.userEnteredValue.stringValue"), ""), "7");
    json_destroy(&body);
    api_request_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_are_quoted_and_paths_encoded),
        cmocka_unit_test(updates_touch_the_changed_cells_only),
        cmocka_unit_test(inserts_are_typed_as_text),
        cmocka_unit_test(peoples_cells_are_put_back_with_their_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
