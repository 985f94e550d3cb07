/* Rows: read exactly, written canonically, refused rather than overwritten when they are not ours to
 * understand. */
#include "ticket_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ALICE 234567890123456789u
#define BRUNO 345678901234567890u

static struct ticket_row row;

static int setup(void **state)
{
    (void)state;
    ticket_row_init(&row);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ticket_row_free(&row);
    return 0;
}

static void read_row(const char *b, const char *c, const char *d)
{
    assert_false(err_is(ticket_row_read(&row, b, c, d)));
}

static void assert_cells(const char *b, const char *c, const char *d)
{
    struct buffer text;
    buffer_init(&text, 100000);
    ticket_row_write_b(&row, &text);
    assert_string_equal(buffer_string(&text), b);
    buffer_clear(&text);
    ticket_row_write_c(&row, &text);
    assert_string_equal(buffer_string(&text), c);
    buffer_clear(&text);
    ticket_row_write_d(&row, &text);
    assert_string_equal(buffer_string(&text), d);
    buffer_free(&text);
}

static void a_row_survives_reading_and_writing(void **state)
{
    (void)state;
    read_row("[234567890123456789]", "{\"234567890123456789\": \"Revoir l'âge\"}", "1130000000000000000");
    assert_true(ticket_row_validated_by(&row, ALICE));
    assert_string_equal(ticket_row_correction_of(&row, ALICE), "Revoir l'âge");
    assert_cells("[234567890123456789]", "{\"234567890123456789\":\"Revoir l'âge\"}", "1130000000000000000");
}

static void empty_cells_are_an_empty_row(void **state)
{
    (void)state;
    read_row("", "", "");
    assert_cells("[]", "{}", "");
}

static void quotes_newlines_and_emoji_stay_as_they_are(void **state)
{
    (void)state;
    read_row("[]", "{}", "");
    assert_true(ticket_row_set_correction(&row, ALICE, "a\"b\\c\nd 🎭 l'âge"));
    struct buffer c;
    buffer_init(&c, 1000);
    ticket_row_write_c(&row, &c);
    ticket_row_free(&row);
    read_row("[]", buffer_string(&c), "");
    assert_string_equal(ticket_row_correction_of(&row, ALICE), "a\"b\\c\nd 🎭 l'âge");
    buffer_free(&c);
}

static void what_is_not_a_row_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    static const char *const BAD[][2] = {
        {"{}", "{}"},        {"[\"x\"]", "{}"}, {"[1.5]", "{}"}, {"[]", "[]"},
        {"[]", "{\"1\":2}"}, {"oops", "{}"},    {"[]", "{"},
    };
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        assert_true(err_is(ticket_row_read(&row, BAD[i][0], BAD[i][1], "")));
        assert_int_equal(row.validator_count, 0);
        assert_int_equal(row.correction_count, 0);
    }
}

static void a_key_that_is_no_id_is_kept(void **state)
{
    (void)state;
    read_row("[]", "{\"quelqu'un\":\"texte\"}", "");
    assert_true(ticket_row_set_correction(&row, ALICE, "b"));
    assert_cells("[]", "{\"quelqu'un\":\"texte\",\"234567890123456789\":\"b\"}", "");
}

static void a_validator_stands_in_the_list_once(void **state)
{
    (void)state;
    read_row("[345678901234567890,345678901234567890]", "{}", "");
    assert_true(ticket_row_add_validator(&row, ALICE));
    assert_true(ticket_row_add_validator(&row, ALICE));
    assert_cells("[345678901234567890,234567890123456789]", "{}", "");
    assert_true(ticket_row_remove_validator(&row, BRUNO));
    assert_false(ticket_row_remove_validator(&row, BRUNO));
    assert_cells("[234567890123456789]", "{}", "");
}

static void a_correction_is_replaced_and_removed(void **state)
{
    (void)state;
    read_row("[]", "{\"345678901234567890\":\"x\"}", "");
    assert_true(ticket_row_set_correction(&row, ALICE, "a"));
    assert_true(ticket_row_set_correction(&row, ALICE, "b"));
    assert_true(ticket_row_remove_correction(&row, BRUNO));
    assert_false(ticket_row_remove_correction(&row, BRUNO));
    assert_cells("[]", "{\"234567890123456789\":\"b\"}", "");
}

static void a_full_list_takes_nobody_more(void **state)
{
    (void)state;
    for (uint64_t id = 1; id <= ROW_VALIDATORS_MAX; id++)
        assert_true(ticket_row_add_validator(&row, id));
    assert_false(ticket_row_add_validator(&row, ALICE));
}

static void a_cell_longer_than_google_takes_does_not_fit(void **state)
{
    (void)state;
    static char text[4001];
    memset(text, 'a', sizeof(text) - 1);
    uint64_t id = 1;
    for (; id <= 12; id++)
        assert_true(ticket_row_set_correction(&row, id, text));
    assert_true(ticket_row_fits(&row));
    assert_true(ticket_row_set_correction(&row, id, text));
    assert_false(ticket_row_fits(&row));
}

static void a_copy_owns_its_texts(void **state)
{
    (void)state;
    struct ticket_row copy;
    read_row("[1]", "{\"2\":\"x\"}", "3");
    ticket_row_copy(&copy, &row);
    ticket_row_free(&row);
    assert_string_equal(ticket_row_correction_of(&copy, 2), "x");
    assert_int_equal(copy.message_id, 3);
    ticket_row_free(&copy);
}

#define ROW_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static void a_message_that_is_no_number_is_no_panel(void **state)
{
    (void)state;
    static const char *const NONE[] = {"12abc", "-1", " 7", "+7", "0x10", "99999999999999999999", "à voir"};
    for (size_t i = 0; i < sizeof(NONE) / sizeof(NONE[0]); i++) {
        read_row("[]", "{}", NONE[i]);
        assert_true(row.message_id == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW_TEST(a_row_survives_reading_and_writing),
        ROW_TEST(empty_cells_are_an_empty_row),
        ROW_TEST(quotes_newlines_and_emoji_stay_as_they_are),
        ROW_TEST(what_is_not_a_row_is_refused_and_leaves_nothing),
        ROW_TEST(a_key_that_is_no_id_is_kept),
        ROW_TEST(a_validator_stands_in_the_list_once),
        ROW_TEST(a_correction_is_replaced_and_removed),
        ROW_TEST(a_full_list_takes_nobody_more),
        ROW_TEST(a_cell_longer_than_google_takes_does_not_fit),
        ROW_TEST(a_copy_owns_its_texts),
        ROW_TEST(a_message_that_is_no_number_is_no_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
