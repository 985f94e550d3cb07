/* Ids stay text, and rounded ones are recognised. */
#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void only_ids_are_ids(void **state)
{
    (void)state;
    uint64_t id = 0;
    assert_true(cell_id("1020827427888435210", &id));
    assert_true(id == 1020827427888435210u);
    assert_true(cell_id("18446744073709551615", NULL));
    assert_false(cell_id("18446744073709551616", NULL));
    assert_false(cell_id("channel_id", NULL));
    assert_false(cell_id("", NULL));
    assert_false(cell_id("12345678901234", NULL));
    assert_false(cell_id("0020827427888435210", NULL));
    assert_false(cell_id(" 1020827427888435210", NULL));
    assert_false(cell_id("1.02083E+18", NULL));
}

static void a_cell_takes_fifty_thousand_characters_as_google_counts_them(void **state)
{
    (void)state;
    char *text = calloc(1, 4 * CELL_UNITS_MOST + 1);
    for (int i = 0; i < CELL_UNITS_MOST / 2; i++)
        memcpy(text + (size_t)i * 4, "🎭", 4); /* two units each */
    assert_true(cell_fits(text));
    strcat(text, "x");
    assert_false(cell_fits(text));
    free(text);
    assert_false(cell_fits("\xFF"));
}

static void a_retyped_id_is_recognised_by_its_first_fifteen_digits(void **state)
{
    (void)state;
    assert_true(cell_rounded_from(1020827427888430000.0, 1020827427888431010u));
    assert_true(cell_rounded_from(1020827427888440000.0, 1020827427888435210u));
    assert_false(cell_rounded_from(1020827427888430000.0, 1020827427888442000u));
    assert_true(cell_rounded_from(578487209295872000.0, 578487209295872123u));
    assert_false(cell_rounded_from(578487209295872000.0, 578487209295873123u));
    assert_false(cell_rounded_from(12, 1020827427888435210u));
    assert_false(cell_rounded_from(1020827427888430000.0, 102082742788843521u));
}

static void a_hash_knows_a_cell_by_its_type_and_what_a_read_shows_of_it(void **state)
{
    (void)state;
    assert_true(cell_typed_hash("s[1]") == cell_hash("[1]"));
    assert_true(cell_typed_hash("") == cell_hash(""));
    assert_false(cell_typed_hash("n7") == cell_hash("7"));
    assert_true(cell_shows("7", cell_typed_hash("n7")) && cell_shows("7", cell_typed_hash("s7")));
    assert_true(cell_shows("TRUE", cell_typed_hash("b1")) && cell_shows("FALSE", cell_typed_hash("b0")));
    assert_true(cell_shows("0.1", cell_typed_hash("n0.10000000000000001")));
    assert_false(cell_shows("8", cell_typed_hash("n7")) || cell_shows("", cell_typed_hash("n0")) ||
                 cell_shows("7 fois", cell_typed_hash("n7")) || cell_shows("TRUE", cell_typed_hash("b0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_ids_are_ids),
        cmocka_unit_test(a_cell_takes_fifty_thousand_characters_as_google_counts_them),
        cmocka_unit_test(a_retyped_id_is_recognised_by_its_first_fifteen_digits),
        cmocka_unit_test(a_hash_knows_a_cell_by_its_type_and_what_a_read_shows_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
