/* What was sent lately is known; what was not, is not; the oldest is forgotten. */
#include "sent_cells.h"

#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void a_cell_is_known_in_its_column_only(void **state)
{
    (void)state;
    static struct sent_cells marks;
    sent_cells_add(&marks, 1, cell_typed_hash("s[1]"));
    sent_cells_add(&marks, 3, cell_typed_hash(""));
    assert_true(sent_cells_hold(&marks, 1, "s[1]"));
    assert_false(sent_cells_hold(&marks, 2, "s[1]"));
    assert_false(sent_cells_hold(&marks, 1, "s[2]"));
    assert_true(sent_cells_hold(&marks, 3, ""));
    assert_false(sent_cells_hold(&marks, 1, ""));
    sent_cells_add_place(&marks, 7);
    assert_true(sent_cells_hold_place(&marks, 7));
    assert_false(sent_cells_hold_place(&marks, 0));
}

static void the_oldest_make_room(void **state)
{
    (void)state;
    static struct sent_cells marks;
    char cell[24];
    for (unsigned i = 0; i < SENT_CELLS_MAX + 3; i++) {
        snprintf(cell, sizeof(cell), "s%u", i);
        sent_cells_add(&marks, 1, cell_typed_hash(cell));
        sent_cells_add_place(&marks, i + 1);
    }
    assert_false(sent_cells_hold(&marks, 1, "s2"));
    assert_true(sent_cells_hold(&marks, 1, "s3"));
    assert_false(sent_cells_hold_place(&marks, 3));
    assert_true(sent_cells_hold_place(&marks, SENT_CELLS_MAX + 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_known_in_its_column_only),
        cmocka_unit_test(the_oldest_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
