/* A1 notation: every form that a client may send, and the one form that Google answers. */
#include "a1_notation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_rect(const char *text, const char *title, struct rect want)
{
    struct a1 a;
    if (!a1_parse(text, &a))
        fail_msg("%s is not A1 notation", text);
    assert_string_equal(a.title, title);
    assert_memory_equal(&a.rect, &want, sizeof want);
}

static void every_form_of_a_range_is_read(void **state)
{
    (void)state;
    assert_rect("A1", "", (struct rect){0, 0, 1, 1});
    assert_rect("b2:D5", "", (struct rect){1, 1, 5, 4});
    assert_rect("D5:B2", "", (struct rect){1, 1, 5, 4});
    assert_rect("A2:D", "", (struct rect){1, 0, A1_OPEN, 4});
    assert_rect("A:D", "", (struct rect){0, 0, A1_OPEN, 4});
    assert_rect("2:2", "", (struct rect){1, 0, 2, A1_OPEN});
    assert_rect("A1:1", "", (struct rect){0, 0, 1, A1_OPEN});
    assert_rect("AA10", "", (struct rect){9, 26, 10, 27});
}

static void titles_are_read_bare_and_quoted(void **state)
{
    (void)state;
    const struct rect all = {0, 0, A1_OPEN, A1_OPEN};
    assert_rect("Sheet1!A1", "Sheet1", (struct rect){0, 0, 1, 1});
    assert_rect("'l''âge'!A:D", "l'âge", (struct rect){0, 0, A1_OPEN, 4});
    assert_rect("'a!b'!A1", "a!b", (struct rect){0, 0, 1, 1});
    assert_rect("Validation", "Validation", all);
    assert_rect("'D3'", "D3", all);
}

static void an_unquoted_title_that_looks_like_a_cell_is_a_cell(void **state)
{
    (void)state;
    assert_rect("D3", "", (struct rect){2, 3, 3, 4});
}

static void what_is_no_range_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "'x",
                                        "'x'A1",
                                        "Sheet1!",
                                        "Sheet1!A",
                                        "Sheet1!A0",
                                        "Sheet1!A1:B2:C3",
                                        "''!A1",
                                        "!A1",
                                        "Sheet1!ZZZZZ1",
                                        "Sheet1!A99999999999"};
    struct a1 a;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (a1_parse(wrong[i], &a))
            fail_msg("%s was taken for a range", wrong[i]);
}

static void a_title_over_its_cap_is_refused(void **state)
{
    (void)state;
    char text[A1_MAX_TITLE + 10];
    struct a1 a;
    memset(text, 'x', sizeof text);
    memcpy(text + A1_MAX_TITLE + 1, "!A1", 4);
    assert_false(a1_parse(text, &a));
    memmove(text + A1_MAX_TITLE, "!A1", 4);
    assert_true(a1_parse(text, &a));
}

static void assert_written(const char *title, struct rect rect, const char *want)
{
    struct buffer out;
    buffer_init(&out, 2000);
    a1_write(&out, title, rect);
    assert_string_equal(buffer_string(&out), want);
    buffer_free(&out);
}

static void answers_quote_only_where_needed(void **state)
{
    (void)state;
    assert_written("Sheet1", (struct rect){0, 0, 1000, 26}, "Sheet1!A1:Z1000");
    assert_written("Notes", (struct rect){0, 0, 1, 1}, "Notes!A1");
    assert_written("D3", (struct rect){0, 0, 1, 4}, "'D3'!A1:D1");
    assert_written("l'âge", (struct rect){0, 26, 2, 28}, "'l''âge'!AA1:AB2");
    assert_written("a b", (struct rect){8, 701, 9, 702}, "'a b'!ZZ9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_a_range_is_read),
        cmocka_unit_test(titles_are_read_bare_and_quoted),
        cmocka_unit_test(an_unquoted_title_that_looks_like_a_cell_is_a_cell),
        cmocka_unit_test(what_is_no_range_is_refused),
        cmocka_unit_test(a_title_over_its_cap_is_refused),
        cmocka_unit_test(answers_quote_only_where_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
