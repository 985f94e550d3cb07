/* Events are handled once. */
#include "seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void an_id_is_new_once(void **state)
{
    (void)state;
    struct seen seen = {.next = 0};
    assert_true(seen_first(&seen, 7));
    assert_false(seen_first(&seen, 7));
    assert_true(seen_first(&seen, 8));
}

static void the_oldest_is_forgotten_first(void **state)
{
    (void)state;
    struct seen seen = {.next = 0};
    for (uint64_t id = 1; id <= SEEN_MOST; id++)
        assert_true(seen_first(&seen, id));
    assert_false(seen_first(&seen, 1));
    assert_true(seen_first(&seen, SEEN_MOST + 1));
    assert_true(seen_first(&seen, 1));
    assert_false(seen_first(&seen, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_new_once),
        cmocka_unit_test(the_oldest_is_forgotten_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
