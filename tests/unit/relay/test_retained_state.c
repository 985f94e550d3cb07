/* What a worker leaves for its successor. */
#include "retained_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_last_one_is_kept(void **state)
{
    (void)state;
    static struct retained_state k;
    assert_true(retained_state_put(&k, "un peu plus long", 16));
    assert_true(retained_state_put(&k, "deux", 4));
    assert_int_equal(k.length, 4);
    assert_memory_equal(k.bytes, "deux", 4);
}

static void what_is_too_large_changes_nothing(void **state)
{
    (void)state;
    static struct retained_state k;
    static char large[RETAINED_STATE_MAX + 1];
    assert_true(retained_state_put(&k, "un", 2));
    assert_false(retained_state_put(&k, large, sizeof(large)));
    assert_int_equal(k.length, 2);
    assert_true(retained_state_put(&k, large, RETAINED_STATE_MAX));
    assert_int_equal(k.length, RETAINED_STATE_MAX);
}

static void empty_forgets(void **state)
{
    (void)state;
    static struct retained_state k;
    assert_true(retained_state_put(&k, "un", 2));
    assert_true(retained_state_put(&k, NULL, 0));
    assert_int_equal(k.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_one_is_kept),
        cmocka_unit_test(what_is_too_large_changes_nothing),
        cmocka_unit_test(empty_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
