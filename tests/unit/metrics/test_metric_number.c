/* metric_number.h: exact both ways, whatever the number. */
#include "metric_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *written(double value)
{
    static char text[METRIC_NUMBER_MOST + 1];
    size_t n = metric_number_write(text, value);
    assert_true(n < sizeof(text) && text[0] == ' ');
    text[n] = '\0';
    return text + 1;
}

static void whole_numbers_are_digits(void **state)
{
    (void)state;
    assert_string_equal(written(0), "0");
    assert_string_equal(written(7), "7");
    assert_string_equal(written(1700000000), "1700000000");
    assert_string_equal(written(999999999999999.0), "999999999999999");
}

static void each_number_is_read_back_exactly(void **state)
{
    (void)state;
    static const double VALUES[] = {0,
                                    -0.0,
                                    1,
                                    0.1,
                                    -3,
                                    1e15,
                                    1e15 - 1,
                                    1e15 + 2,
                                    9007199254740993.0,
                                    1e22,
                                    -1e300,
                                    5e-324,
                                    0.1234567,
                                    1.5e9,
                                    1700000000.123,
                                    1.7976931348623157e+308};
    for (size_t i = 0; i < sizeof(VALUES) / sizeof(VALUES[0]); i++) {
        const char *at = written(VALUES[i]);
        double read = 42;
        assert_true(metric_number_read(&at, &read));
        assert_memory_equal(&read, &VALUES[i], sizeof(read));
        assert_int_equal(*at, '\0');
    }
}

static void numbers_follow_each_other(void **state)
{
    (void)state;
    const char *at = "12 0.5 1234567890123456 -7";
    static const double EXPECTED[] = {12, 0.5, 1234567890123456.0, -7};
    for (size_t i = 0; i < 4; i++) {
        double read = 42;
        assert_true(metric_number_read(&at, &read));
        assert_true(read == EXPECTED[i]);
    }
    assert_int_equal(*at, '\0');
}

static void what_is_no_finite_number_is_not_read(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", " ", "x", "nan", "inf", "-inf", "1e999", " x1"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        const char *at = BAD[i];
        double read = 42;
        assert_false(metric_number_read(&at, &read));
        assert_true(read == 42 && at == BAD[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_digits),
        cmocka_unit_test(each_number_is_read_back_exactly),
        cmocka_unit_test(numbers_follow_each_other),
        cmocka_unit_test(what_is_no_finite_number_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
