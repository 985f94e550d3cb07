#include "disk_fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static int64_t after(struct disk_fault *fault, int64_t history, int64_t alerts)
{
    disk_fault_look(fault, (const int64_t[]){history, alerts}, 2);
    return fault->since_ms;
}

static void it_is_as_old_as_the_part_that_waits_longest(void **state)
{
    (void)state;
    struct disk_fault fault = {0};
    assert_int_equal(after(&fault, DISK_FAULT_UNKNOWN, DISK_FAULT_UNKNOWN), 0);
    assert_int_equal(after(&fault, 0, DISK_FAULT_UNKNOWN), 0);
    assert_int_equal(after(&fault, 7000, 0), 7000);
    assert_int_equal(after(&fault, 7000, 5000), 5000);
}

static void it_is_over_once_every_part_can_be_written(void **state)
{
    (void)state;
    struct disk_fault fault = {0};
    assert_int_equal(after(&fault, 7000, 9000), 7000);
    assert_int_equal(after(&fault, 0, 9000), 7000); /* one fault, not two in a row */
    assert_int_equal(after(&fault, 0, 0), 0);
    assert_int_equal(after(&fault, 0, 11000), 11000);
}

static void what_a_predecessor_knew_stands_until_every_part_has_written(void **state)
{
    (void)state;
    struct disk_fault fault = {.since_ms = 3000};
    assert_int_equal(after(&fault, DISK_FAULT_UNKNOWN, DISK_FAULT_UNKNOWN), 3000);
    assert_int_equal(after(&fault, DISK_FAULT_UNKNOWN, 0), 3000);
    assert_int_equal(after(&fault, 8000, 0), 3000);
    assert_int_equal(after(&fault, 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_as_old_as_the_part_that_waits_longest),
        cmocka_unit_test(it_is_over_once_every_part_can_be_written),
        cmocka_unit_test(what_a_predecessor_knew_stands_until_every_part_has_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
