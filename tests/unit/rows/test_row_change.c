/* What a kept press or correction makes of a row, whatever that says by then. */
#include "row_change.h"

#include "json_value.h"
#include "unite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PRESS      "{\"user\":\"7\",\"d\":\"99\"}"
#define CORRECTION "{\"user\":\"7\",\"text\":\"Revoir\",\"d\":\"99\"}"
#define BLANK      "{\"user\":\"7\",\"text\":\" \\n\",\"d\":\"99\"}"

static struct err change(const char *b, const char *c, const char *d, const char *text,
                         struct united_row *changed)
{
    const struct row row = {"1020827427888435210", b, c, d};
    return row_change_apply(&row, text, changed);
}

static void a_change_is_done_to_what_the_row_says(void **state)
{
    static const struct {
        const char *b, *c, *change, *b_then, *c_then;
    } CASES[] = {
        {"[]", "{}", PRESS, "[7]", "{}"},
        {"[5]", "{\"5\": \"x\", \"7\": \"y\"}", PRESS, "[5, 7]", "{\"5\": \"x\"}"},
        {"[7, 5]", "{}", PRESS, "[5]", "{}"},
        {"[5, 7]", "{}", CORRECTION, "[5]", "{\"7\": \"Revoir\"}"},
        {"[]", "{\"7\": \"avant\", \"8\": \"z\"}", CORRECTION, "[]",
         "{\"8\": \"z\", \"7\": \"avant\\u000aRevoir\"}"},
        {"[]", "{\"7\": \"Revoir\"}", CORRECTION, "[]", "{\"7\": \"Revoir\"}"},
        {"[7]", "{\"7\": \"avant\"}", BLANK, "[7]", "{\"7\": \"avant\"}"},
        {"[5]", "{}", BLANK, "[5]", "{}"},
        {"[5]", "{5: 'l\\'âge'}", PRESS, "[5, 7]", "{\"5\": \"l'âge\"}"},
        {"oui", "{}", PRESS, NULL, NULL},
        {"[]", "non", CORRECTION, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct united_row changed = {.b = {.cap = 0}};
        struct err e = change(CASES[i].b, CASES[i].c, "", CASES[i].change, &changed);
        if (CASES[i].b_then) {
            assert_false(err_is(e));
            assert_string_equal(buffer_string(&changed.b), CASES[i].b_then);
            assert_string_equal(buffer_string(&changed.c), CASES[i].c_then);
            assert_string_equal(buffer_string(&changed.d), "99");
        } else {
            assert_int_equal(e.kind, ERR_SYNTAX);
        }
        united_row_free(&changed);
    }
}

static void one_follows_the_other_in_the_same_room(void **state)
{
    (void)state;
    struct united_row changed = {.b = {.cap = 0}};
    assert_false(err_is(change("[5]", "{}", "3", PRESS, &changed)));
    assert_string_equal(buffer_string(&changed.d), "3"); /* its own panel stays */
    assert_false(err_is(change(buffer_string(&changed.b), buffer_string(&changed.c),
                               buffer_string(&changed.d), CORRECTION, &changed)));
    assert_string_equal(buffer_string(&changed.b), "[5]");
    assert_string_equal(buffer_string(&changed.c), "{\"7\": \"Revoir\"}");
    united_row_free(&changed);
}

static void what_a_cell_cannot_hold_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static char c[60000];
    struct united_row changed = {.b = {.cap = 0}};
    memset(c, 'x', 49990);
    memcpy(c, "{\"8\": \"", 7);
    strcpy(c + 49990, "\"}");
    assert_false(err_is(change("[]", "{}", "", PRESS, &changed)));
    assert_int_equal(change("[]", c, "", CORRECTION, &changed).kind, ERR_FULL);
    assert_string_equal(buffer_string(&changed.b), "[7]");
    united_row_free(&changed);
}

static struct err kept(const char *request, struct buffer *out)
{
    struct json_value *document = NULL;
    buffer_clear(out);
    assert_false(err_is(json_parse(request, strlen(request), &document)));
    struct err e = row_change_keep(document, out);
    json_destroy(&document);
    return e;
}

static void a_request_is_kept_as_what_it_asks_for(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 100);
    assert_false(err_is(kept("{\"op\":\"1\",\"user\":\"7\",\"text\":null,\"d\":\"99\"}", &out)));
    assert_string_equal(buffer_string(&out), PRESS);
    assert_false(err_is(kept("{\"user\":\"7\",\"text\":\"Revoir\",\"d\":\"99\",\"more\":1}", &out)));
    assert_string_equal(buffer_string(&out), CORRECTION);
    assert_int_equal(kept("{\"text\":\"x\"}", &out).kind, ERR_SYNTAX);
    assert_int_equal(kept("{\"user\":\"7\",\"text\":[]}", &out).kind, ERR_SYNTAX);
    assert_int_equal(
        kept("{\"user\":\"7\",\"text\":\"0123456789012345678901234567890123456789012345678901234567890"
             "0123456789012345678901234567890123456789\"}",
             &out)
            .kind,
        ERR_FULL);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_done_to_what_the_row_says),
        cmocka_unit_test(one_follows_the_other_in_the_same_room),
        cmocka_unit_test(what_a_cell_cannot_hold_is_refused_and_changes_nothing),
        cmocka_unit_test(a_request_is_kept_as_what_it_asks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
