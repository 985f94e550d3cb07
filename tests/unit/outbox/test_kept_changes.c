/* Changes stay in their order, whatever order they are found in, and go by row and version. */
#include "kept_changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_order(const struct kept_changes *kept, uint64_t id, const char *ops)
{
    char found[64] = "";
    for (const struct kept_change *c = kept_changes_of(kept, id, NULL); c; c = kept_changes_of(kept, id, c))
        strcat(found, c->op);
    assert_string_equal(found, ops);
}

static void they_are_found_by_row_and_in_their_order(void **state)
{
    (void)state;
    struct kept_changes kept = {0};
    kept_changes_add(&kept, 1, 5, 1000, "c", "x");
    kept_changes_add(&kept, 2, 6, 1000, "d", "x");
    kept_changes_add(&kept, 1, 2, 1000, "a", "x"); /* of a file that came back */
    kept_changes_add(&kept, 1, 3, 1000, "b", "x");
    kept_changes_add(&kept, 1, 9, 1000, "e", "x");
    assert_order(&kept, 1, "abce");
    assert_order(&kept, 2, "d");
    assert_int_equal(kept.count, 5);
    assert_true(kept_changes_hold(&kept, 1, "b"));
    assert_false(kept_changes_hold(&kept, 2, "b"));
    kept_changes_free(&kept);
    assert_int_equal(kept.count + kept.bytes, 0);
}

static void what_a_row_holds_goes_and_what_came_later_stays(void **state)
{
    (void)state;
    struct kept_changes kept = {0};
    kept_changes_add(&kept, 1, 1, 1000, "a", "x");
    kept_changes_add(&kept, 2, 2, 1000, "b", "x");
    kept_changes_add(&kept, 1, 3, 1000, "c", "x");
    assert_int_equal(kept_changes_settle(&kept, 1, 3), 1);
    assert_order(&kept, 1, "c");
    assert_order(&kept, 2, "b");
    assert_int_equal(kept_changes_settle(&kept, 1, 4), 1);
    assert_string_equal(kept.last->op, "b");
    kept_changes_add(&kept, 1, 5, 1000, "d", "x");
    assert_order(&kept, 1, "d");
    assert_int_equal(kept_changes_settle(&kept, 2, 9) + kept_changes_settle(&kept, 1, 9), 2);
    assert_int_equal(kept.count + kept.bytes, 0);
    assert_null(kept.last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_found_by_row_and_in_their_order),
        cmocka_unit_test(what_a_row_holds_goes_and_what_came_later_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
