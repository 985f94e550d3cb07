/* Dates as people type them. */
#include "typed_date.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_day(const char *typed, const char *want)
{
    double serial;
    char text[TYPED_DATE_SIZE];
    assert_true(typed_date_read(typed, &serial));
    typed_date_write(serial, text);
    assert_string_equal(text, want);
}

static void days_are_read_as_people_here_type_them(void **state)
{
    (void)state;
    assert_day("1/2", "01/02/2026");
    assert_day("31/12/2024", "31/12/2024");
    assert_day("2024-02-29", "29/02/2024");
}

static void days_are_counted_from_the_end_of_1899(void **state)
{
    (void)state;
    double serial;
    assert_true(typed_date_read("01/01/1900", &serial));
    assert_int_equal((int)serial, 2);
    assert_true(typed_date_read("2024-01-01", &serial));
    assert_int_equal((int)serial, 45292);
}

static void what_is_no_day_stays_a_text(void **state)
{
    (void)state;
    double serial;
    static const char *const texts[] = {"",           "1/13", "30/02/2024", "1/2/3/4",
                                        "12",         "1/",   "/1/2",       "1-2",
                                        "2024-13-01", "1/2x", "2023-02-29", "1020827427888435210"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_false(typed_date_read(texts[i], &serial));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_read_as_people_here_type_them),
        cmocka_unit_test(days_are_counted_from_the_end_of_1899),
        cmocka_unit_test(what_is_no_day_stays_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
