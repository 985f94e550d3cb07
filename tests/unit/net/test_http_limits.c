/* http_limits.h: bans known by their shape. */
#include "http_limits.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ban_is_known_by_its_shape_wherever_it_is_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
