/* Two rows of one ticket say everything together, and nobody twice. */
#include "unite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void everybody_counts_once_and_the_first_row_first(void **state)
{
    (void)state;
    struct united_row united = {0};
    const struct row first = {"", "[1, 2]", "{\"3\": \"a\"}", "99"},
                     second = {"", "[2, 3, 4]", "{1: 'b', 5: 'c'}", "100"};
    assert_false(err_is(unite_rows(&first, &second, &united)));
    assert_string_equal(buffer_string(&united.b), "[1, 2, 4]");
    assert_string_equal(buffer_string(&united.c), "{\"3\": \"a\", \"5\": \"c\"}");
    assert_string_equal(buffer_string(&united.d), "100");
    const struct row so_far = {"", buffer_string(&united.b), buffer_string(&united.c),
                               buffer_string(&united.d)};
    const struct row third = {"", "[6]", "", ""};
    assert_false(err_is(unite_rows(&so_far, &third, &united)));
    assert_string_equal(buffer_string(&united.b), "[1, 2, 4, 6]");
    united_row_free(&united);
}

static void what_a_person_wrote_there_is_not_understood(void **state)
{
    (void)state;
    struct united_row united = {0};
    const struct row first = {"", "[1]", "{}", ""}, second = {"", "demain", "{}", ""};
    assert_true(err_is(unite_rows(&first, &second, &united)));
    assert_int_equal(united.b.length, 0);
    united_row_free(&united);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_counts_once_and_the_first_row_first),
        cmocka_unit_test(what_a_person_wrote_there_is_not_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
