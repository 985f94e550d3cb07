/* What was stored lately is known, for its own row only. */
#include "recent_ops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void the_newest_operations_are_known_for_their_rows(void **state)
{
    (void)state;
    static struct recent_ops recent;
    char op[16];
    assert_false(recent_ops_hold(&recent, 0, ""));
    for (unsigned n = 0; n <= RECENT_OPS_MAX; n++) {
        snprintf(op, sizeof(op), "op-%u", n);
        recent_ops_add(&recent, n, op);
    }
    assert_true(recent_ops_hold(&recent, RECENT_OPS_MAX, "op-256"));
    assert_true(recent_ops_hold(&recent, 1, "op-1"));
    assert_false(recent_ops_hold(&recent, 0, "op-0")); /* forgotten */
    assert_false(recent_ops_hold(&recent, 2, "op-1"));
}

static void a_longer_one_is_left_to_the_file(void **state)
{
    (void)state;
    static struct recent_ops recent;
    char op[RECENT_OPS_BYTES + 1];
    memset(op, 'x', sizeof(op));
    op[RECENT_OPS_BYTES] = '\0';
    recent_ops_add(&recent, 1, op);
    assert_false(recent_ops_hold(&recent, 1, op));
    op[RECENT_OPS_BYTES - 1] = '\0';
    recent_ops_add(&recent, 1, op);
    assert_true(recent_ops_hold(&recent, 1, op));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_newest_operations_are_known_for_their_rows),
                                       cmocka_unit_test(a_longer_one_is_left_to_the_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
