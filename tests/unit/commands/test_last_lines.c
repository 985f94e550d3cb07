/* The beginning of the last lines, whatever the pieces. */
#include "last_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char TEXT[] = "one\ntwo\n\nfour"; /* a last newline is its reader's to leave away */

/* Where the last `lines` begin, looking at `step` bytes at a time; -1: before the text. */
static int found(size_t lines, size_t step)
{
    size_t end = strlen(TEXT), at = 0;
    while (end > 0) {
        size_t length = end < step ? end : step;
        if (last_lines(TEXT + end - length, length, &lines, &at))
            return (int)(end - length + at);
        end -= length;
    }
    return -1;
}

static void each_line_is_found_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (size_t step = 1; step <= sizeof(TEXT); step++) {
        assert_int_equal(found(1, step), 9);
        assert_int_equal(found(2, step), 8); /* the empty line */
        assert_int_equal(found(3, step), 4);
        assert_int_equal(found(4, step), -1); /* begins where the text does */
        assert_int_equal(found(5, step), -1);
    }
}

static void lines_that_were_found_are_no_longer_wanted(void **state)
{
    (void)state;
    size_t lines = 10, at;
    assert_false(last_lines(TEXT, strlen(TEXT), &lines, &at));
    assert_int_equal(lines, 7);
    assert_false(last_lines(TEXT, 0, &lines, &at));
    assert_int_equal(lines, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_found_in_pieces_of_any_size),
        cmocka_unit_test(lines_that_were_found_are_no_longer_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
