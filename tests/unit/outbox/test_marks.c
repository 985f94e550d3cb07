/* What was sent lately is known; what was not, is not; the oldest is forgotten. */
#include "marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void a_cell_is_known_in_its_column_only(void **state)
{
    (void)state;
    static struct marks marks;
    marks_cell(&marks, 1, "s[1]");
    marks_cell(&marks, 3, "");
    assert_true(marks_hold_cell(&marks, 1, "s[1]"));
    assert_false(marks_hold_cell(&marks, 2, "s[1]"));
    assert_false(marks_hold_cell(&marks, 1, "s[2]"));
    assert_true(marks_hold_cell(&marks, 3, ""));
    assert_false(marks_hold_cell(&marks, 1, ""));
    marks_place(&marks, 7);
    assert_true(marks_hold_place(&marks, 7));
    assert_false(marks_hold_place(&marks, 0));
}

static void the_oldest_make_room(void **state)
{
    (void)state;
    static struct marks marks;
    char cell[24];
    for (unsigned i = 0; i < MARKS_CELLS + 3; i++) {
        snprintf(cell, sizeof(cell), "s%u", i);
        marks_cell(&marks, 1, cell);
        marks_place(&marks, i + 1);
    }
    assert_false(marks_hold_cell(&marks, 1, "s2"));
    assert_true(marks_hold_cell(&marks, 1, "s3"));
    assert_false(marks_hold_place(&marks, 3));
    assert_true(marks_hold_place(&marks, MARKS_CELLS + 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_known_in_its_column_only),
        cmocka_unit_test(the_oldest_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
