/* retry_after.h: seconds with decimals, HTTP dates by the server's clock, nonsense. */
#include "retry_after.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW  "Tue, 15 Nov 1994 08:12:31 GMT"
#define SOON "Tue, 15 Nov 1994 08:13:01 GMT"

static void seconds_are_rounded_up_and_have_a_cap(void **state)
{
    (void)state;
    assert_int_equal(retry_after_seconds_ms(1.5), 1500);
    assert_int_equal(retry_after_seconds_ms(0.0011), 2);
    assert_int_equal(retry_after_seconds_ms(0), 0);
    assert_int_equal(retry_after_seconds_ms(-3), 0);
    assert_int_equal(retry_after_seconds_ms(NAN), 0);
    assert_int_equal(retry_after_seconds_ms(1e300), RETRY_AFTER_MAX_MS);
}

static void a_header_of_seconds_is_read(void **state)
{
    (void)state;
    assert_int_equal(retry_after_ms("30", NULL), 30000);
    assert_int_equal(retry_after_ms("1.337", NULL), 1337);
    assert_int_equal(retry_after_ms("99999999999999999999", NULL), RETRY_AFTER_MAX_MS);
}

static void a_date_counts_from_the_servers_own_clock(void **state)
{
    (void)state;
    assert_int_equal(retry_after_ms(SOON, NOW), 30000);
    assert_int_equal(retry_after_ms(NOW, SOON), 0);
    assert_int_equal(retry_after_ms(SOON, NULL), 0);
    assert_int_equal(retry_after_ms(SOON, "today"), 0);
}

static void nonsense_is_no_wait(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        NULL, "", "soon", "-5", "inf", "nan", "Tue, 15 Nov 1994 08:13:01 CET"};
    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(*TEXTS); i++)
        assert_int_equal(retry_after_ms(TEXTS[i], NOW), 0);
}

static void dates_of_http_are_read(void **state)
{
    (void)state;
    int64_t seconds = 0;
    assert_true(http_date_read(NOW, &seconds));
    assert_int_equal(seconds, 784887151);
    assert_false(http_date_read(NULL, &seconds));
    assert_false(http_date_read("yesterday", &seconds));
    assert_false(http_date_read("Tue, 15 Nov 1994 08:12:31 CET", &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_are_rounded_up_and_have_a_cap),
        cmocka_unit_test(a_header_of_seconds_is_read),
        cmocka_unit_test(a_date_counts_from_the_servers_own_clock),
        cmocka_unit_test(nonsense_is_no_wait),
        cmocka_unit_test(dates_of_http_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
