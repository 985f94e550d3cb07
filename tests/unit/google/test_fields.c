/* Field masks. */
#include "fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char document[] = "{\"id\":\"x\",\"sheets\":[{\"properties\":{\"sheetId\":0,\"title\":\"A\","
                               "\"hidden\":true}},{\"properties\":{\"sheetId\":1,\"title\":\"B\"}}]}";

/* What the mask leaves, or "?path" for a path that matches nothing, or "!" for a mask that is none. */
static const char *masked(const char *mask)
{
    static char result[400];
    struct fields f;
    struct json_value *v = NULL;
    struct buffer out;
    if (!fields_parse(mask, &f))
        return "!";
    assert_false(err_is(json_parse(document, strlen(document), &v)));
    buffer_init(&out, sizeof result - 2);
    struct json_writer w = json_writer(&out);
    const char *unknown = fields_unknown(&f);
    fields_filter(&f, v, &w);
    result[0] = '?';
    strcpy(result + (unknown ? 1 : 0), unknown ? unknown : buffer_string(&out));
    buffer_free(&out);
    json_destroy(&v);
    return result;
}

static void parentheses_and_dots_choose_the_same(void **state)
{
    (void)state;
    static const char want[] = "{\"sheets\":[{\"properties\":{\"sheetId\":0,\"title\":\"A\"}},{"
                               "\"properties\":{\"sheetId\":1,\"title\":\"B\"}}]}";
    assert_string_equal(masked("sheets.properties(sheetId,title)"), want);
    assert_string_equal(masked("sheets(properties(sheetId, title))"), want);
    assert_string_equal(masked("sheets.properties.sheetId,sheets/properties/title"), want);
}

static void a_star_takes_everything(void **state)
{
    (void)state;
    assert_string_equal(masked("*"), document);
    assert_string_equal(masked("id,sheets.properties.*"), document);
}

static void an_unknown_path_is_named(void **state)
{
    (void)state;
    assert_string_equal(masked("sheets.properties.colour"), "?sheets.properties.colour");
    assert_string_equal(masked("nope"), "?nope");
}

static void a_known_path_that_is_not_there_leaves_nothing(void **state)
{
    (void)state;
    assert_string_equal(masked("values"), "{}");
    assert_string_equal(masked("sheets.properties.frozenRowCount"),
                        "{\"sheets\":[{\"properties\":{}},{\"properties\":{}}]}");
}

static void malformed_masks_are_refused(void **state)
{
    (void)state;
    assert_string_equal(masked("sheets("), "!");
    assert_string_equal(masked("sheets)"), "!");
    assert_string_equal(masked("a,,b"), "!");
    assert_string_equal(masked("a(b(c(d(e(f(g(h(i))))))))"), "!");
}

static void a_mask_touches_what_is_above_and_below(void **state)
{
    (void)state;
    struct fields f;
    assert_true(fields_parse("gridProperties.rowCount,title", &f));
    assert_true(fields_touch(&f, "gridProperties"));
    assert_true(fields_touch(&f, "gridProperties.rowCount"));
    assert_false(fields_touch(&f, "gridProperties.columnCount"));
    assert_false(fields_touch(&f, "titles"));
    assert_true(fields_touch(&f, "title"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parentheses_and_dots_choose_the_same),
        cmocka_unit_test(a_star_takes_everything),
        cmocka_unit_test(an_unknown_path_is_named),
        cmocka_unit_test(a_known_path_that_is_not_there_leaves_nothing),
        cmocka_unit_test(malformed_masks_are_refused),
        cmocka_unit_test(a_mask_touches_what_is_above_and_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
