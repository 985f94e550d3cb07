/* Refusals that are counted, and the ban. */
#include "invalid_requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void refusals_are_counted_and_other_answers_are_not(void **state)
{
    (void)state;
    struct invalid_requests invalid = {0};
    const int not_counted[] = {200, 204, 400, 404, 500, 502};
    for (size_t i = 0; i < sizeof(not_counted) / sizeof(not_counted[0]); i++)
        invalid_note(&invalid, not_counted[i], false, 3, 1000);
    invalid_note(&invalid, 429, true, 3, 1000);
    assert_int_equal(invalid.count, 0);
    invalid_note(&invalid, 401, false, 3, 1000);
    invalid_note(&invalid, 403, false, 3, 1000);
    assert_int_equal(invalid_ban_left_ms(&invalid, 1000), 0);
    invalid_note(&invalid, 429, false, 3, 1000);
    assert_int_equal(invalid_ban_left_ms(&invalid, 1000), INVALID_WINDOW_MS);
}

static void after_ten_minutes_the_count_begins_anew(void **state)
{
    (void)state;
    struct invalid_requests invalid = {0};
    invalid_note(&invalid, 403, false, 2, 1000);
    invalid_note(&invalid, 403, false, 2, 1000 + INVALID_WINDOW_MS);
    assert_int_equal(invalid.count, 1);
    assert_int_equal(invalid_ban_left_ms(&invalid, 1000 + INVALID_WINDOW_MS), 0);
}

static void a_ban_ends(void **state)
{
    (void)state;
    struct invalid_requests invalid = {0};
    invalid_note(&invalid, 401, false, 1, 1000);
    assert_int_equal(invalid_ban_left_ms(&invalid, 1000 + INVALID_WINDOW_MS - 1), 1);
    assert_int_equal(invalid_ban_left_ms(&invalid, 1000 + INVALID_WINDOW_MS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_are_counted_and_other_answers_are_not),
        cmocka_unit_test(after_ten_minutes_the_count_begins_anew),
        cmocka_unit_test(a_ban_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
