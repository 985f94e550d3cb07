/* Of each row the newest fate is known until it is on disk. */
#include "unsaved.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void fates_are_known_in_whatever_order_they_come(void **state)
{
    (void)state;
    struct unsaved unsaved = {0};
    for (uint64_t i = 0; i < 500; i++)
        unsaved_add(&unsaved, 1000 + i * 7919 % 500, i, i % 2 ? UNSAVED_REFUSED : UNSAVED_LEFT);
    assert_int_equal(unsaved.count, 500);
    for (uint64_t i = 0; i < 500; i++) {
        struct unsaved_row row = unsaved_find(&unsaved, 1000 + i * 7919 % 500);
        assert_int_equal(row.version, i);
        assert_int_equal(row.what, i % 2 ? UNSAVED_REFUSED : UNSAVED_LEFT);
    }
    for (size_t i = 1; i < unsaved.count; i++)
        assert_true(unsaved.rows[i - 1].id < unsaved.rows[i].id);
    unsaved_add(&unsaved, 1000, 9999, UNSAVED_AGAIN); /* replaces */
    assert_int_equal(unsaved.count, 500);
    assert_int_equal(unsaved_find(&unsaved, 1000).version, 9999);
    assert_int_equal(unsaved_find(&unsaved, 5000).what, UNSAVED_NONE);
    unsaved_free(&unsaved);
    assert_int_equal(unsaved_find(&unsaved, 1000).what, UNSAVED_NONE);
}

static void what_the_disk_did_not_take_does_not_cover_what_came_since(void **state)
{
    (void)state;
    struct unsaved unsaved = {0};
    unsaved_add(&unsaved, 7, 2, UNSAVED_LEFT);
    unsaved_add_older(&unsaved, 7, 1, UNSAVED_AGAIN);
    unsaved_add_older(&unsaved, 8, 1, UNSAVED_AGAIN);
    assert_int_equal(unsaved_find(&unsaved, 7).what, UNSAVED_LEFT);
    assert_int_equal(unsaved_find(&unsaved, 8).what, UNSAVED_AGAIN);
    unsaved_free(&unsaved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fates_are_known_in_whatever_order_they_come),
        cmocka_unit_test(what_the_disk_did_not_take_does_not_cover_what_came_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
