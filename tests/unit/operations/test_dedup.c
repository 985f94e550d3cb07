/* Events are handled once. */
#include "dedup.h"

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
    struct dedup dedup = {.next = 0};
    assert_true(dedup_first(&dedup, 7));
    assert_false(dedup_first(&dedup, 7));
    assert_true(dedup_first(&dedup, 8));
}

static void the_oldest_is_forgotten_first(void **state)
{
    (void)state;
    struct dedup dedup = {.next = 0};
    for (uint64_t id = 1; id <= DEDUP_IDS_MAX; id++)
        assert_true(dedup_first(&dedup, id));
    assert_false(dedup_first(&dedup, 1));
    assert_true(dedup_first(&dedup, DEDUP_IDS_MAX + 1));
    assert_true(dedup_first(&dedup, 1));
    assert_false(dedup_first(&dedup, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_new_once),
        cmocka_unit_test(the_oldest_is_forgotten_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
