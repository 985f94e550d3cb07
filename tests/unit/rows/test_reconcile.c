/* reconcile.h: what counts as a divergence of the sheet. */
#include "reconcile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct row_map *believed, *now;

static int setup(void **state)
{
    (void)state;
    believed = row_map_create();
    now = row_map_create();
    row_map_add(believed, 1, 11, "[]", "{}", "");
    row_map_add(believed, 2, 12, "[1]", "{}", "9");
    row_map_add(believed, 3, 13, "[]", "{}", "");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    row_map_destroy(&believed);
    row_map_destroy(&now);
    return 0;
}

static bool nobody(void *ctx, uint64_t id)
{
    (void)ctx;
    (void)id;
    return false;
}

static bool this_one(void *ctx, uint64_t id)
{
    return *(uint64_t *)ctx == id;
}

static void rows_that_were_moved_or_are_new_are_no_divergence(void **state)
{
    (void)state;
    row_map_add(now, 7, 13, "[]", "{}", "");
    row_map_add(now, 8, 12, "[1]", "{}", "9");
    row_map_add(now, 9, 11, "[]", "{}", "");
    row_map_add(now, 10, 14, "[5]", "{}", "");
    struct divergence found = reconcile(believed, now, nobody, NULL);
    assert_int_equal(found.changed, 0);
    assert_int_equal(found.gone, 0);
}

static void changed_cells_and_missing_rows_are_counted_apart(void **state)
{
    (void)state;
    row_map_add(now, 1, 11, "[2]", "{}", "");
    row_map_add(now, 2, 12, "[1]", "{}", "8");
    struct divergence found = reconcile(believed, now, nobody, NULL);
    assert_int_equal(found.changed, 2);
    assert_int_equal(found.gone, 1);
}

static void a_row_that_is_excused_may_differ(void **state)
{
    (void)state;
    uint64_t excused = 12;
    row_map_add(now, 1, 11, "[]", "{}", "");
    row_map_add(now, 3, 13, "[]", "{}", "");
    struct divergence found = reconcile(believed, now, this_one, &excused);
    assert_int_equal(found.changed + found.gone, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_that_were_moved_or_are_new_are_no_divergence, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_cells_and_missing_rows_are_counted_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(a_row_that_is_excused_may_differ, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
