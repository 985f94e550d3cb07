/* dial_budget.h: twelve a minute, none during a ban. */
#include "dial_budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOON UINT64_C(1000000)

static void the_thirteenth_dial_waits_for_the_first_to_be_a_minute_old(void **state)
{
    (void)state;
    struct dial_budget b;
    dial_budget_init(&b);
    for (uint64_t i = 0; i < DIALS_A_MINUTE; i++) {
        assert_int_equal(dial_budget_wait_ms(&b, NOON + i), 0);
        dial_budget_spent(&b, NOON + i);
    }
    assert_int_equal(dial_budget_wait_ms(&b, NOON + 100), 59900);
    assert_int_equal(dial_budget_wait_ms(&b, NOON + 60000), 0);
}

static void nothing_is_dialled_during_a_ban_however_long(void **state)
{
    (void)state;
    struct dial_budget b;
    dial_budget_init(&b);
    dial_budget_ban(&b, NOON + 82721000);
    assert_int_equal(dial_budget_wait_ms(&b, NOON), 82721000);
    assert_int_equal(dial_budget_wait_ms(&b, NOON + 82721000), 0);
}

static void a_ban_is_never_shortened(void **state)
{
    (void)state;
    struct dial_budget b;
    dial_budget_init(&b);
    dial_budget_ban(&b, NOON + 5000);
    dial_budget_ban(&b, NOON + 1000);
    assert_int_equal(dial_budget_wait_ms(&b, NOON), 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_thirteenth_dial_waits_for_the_first_to_be_a_minute_old),
        cmocka_unit_test(nothing_is_dialled_during_a_ban_however_long),
        cmocka_unit_test(a_ban_is_never_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
