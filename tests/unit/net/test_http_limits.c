/* http_limits.h: waits rounded up and capped, bans known by their shape. */
#include "http_limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_ban_is_known_by_its_shape_wherever_it_is_met(void **state)
{
    (void)state;
    assert_true(http_answer_bans_address(false, "application/json", "{}"));
    assert_true(http_answer_bans_address(true, "text/html; charset=UTF-8", ""));
    assert_true(http_answer_bans_address(true, "", "error code: 1015"));
    assert_false(http_answer_bans_address(true, "application/json", "{\"retry_after\":1.5}"));
    assert_false(http_answer_bans_address(true, "", ""));
}

static void a_wait_is_rounded_up_and_has_a_cap(void **state)
{
    (void)state;
    assert_int_equal(http_wait_ms(1.5), 1500);
    assert_int_equal(http_wait_ms(0.0011), 2);
    assert_int_equal(http_wait_ms(0), 0);
    assert_int_equal(http_wait_ms(-3), 0);
    assert_int_equal(http_wait_ms(NAN), 0);
    assert_int_equal(http_wait_ms(1e300), HTTP_WAIT_MOST_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ban_is_known_by_its_shape_wherever_it_is_met),
        cmocka_unit_test(a_wait_is_rounded_up_and_has_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
