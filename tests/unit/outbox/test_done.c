/* A version that is done is known, no other is. */
#include "done.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void versions_are_known_in_whatever_order_they_come(void **state)
{
    (void)state;
    struct done done = {0};
    for (uint64_t i = 0; i < 500; i++)
        done_add(&done, 1000 + i * 7919 % 500, i, i % 2 ? DONE_REFUSED : DONE_IN_SHEET);
    assert_int_equal(done.count, 500);
    for (uint64_t i = 0; i < 500; i++) {
        assert_int_equal(done_how(&done, 1000 + i * 7919 % 500, i), i % 2 ? DONE_REFUSED : DONE_IN_SHEET);
        assert_int_equal(done_how(&done, 1000 + i * 7919 % 500, i + 1), DONE_NOT);
    }
    assert_int_equal(done_count(&done, DONE_REFUSED), 250);
    done_add(&done, 1000, 9999, DONE_IN_SHEET); /* replaces */
    assert_int_equal(done.count, 500);
    assert_int_equal(done_how(&done, 1000, 0), DONE_NOT);
    assert_int_equal(done_how(&done, 1000, 9999), DONE_IN_SHEET);
    assert_int_equal(done_how(&done, 5000, 0), DONE_NOT);
    done_free(&done);
    assert_int_equal(done_how(&done, 1000, 9999), DONE_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(versions_are_known_in_whatever_order_they_come)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
