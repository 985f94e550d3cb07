/* The outbox in memory: the newest row of each key, in the order in which they began to wait. */
#include "waiting_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define FIRST_ID 1020827427888435210u
#define MANY     3000

static void put(struct waiting_rows *rows, unsigned n, uint64_t version, int64_t wall_ms)
{
    char key[24], b[16];
    snprintf(key, sizeof(key), "%llu", (unsigned long long)(FIRST_ID + n));
    snprintf(b, sizeof(b), "[%u]", (unsigned)version);
    waiting_rows_put(rows, &(struct row){key, b, "{}", ""}, version, wall_ms);
}

/* The waiting rows' numbers, in order. */
static void assert_order(const struct waiting_rows *rows, const unsigned *numbers, size_t count)
{
    size_t i = 0;
    const struct outbox_row *row = waiting_rows_first(rows);
    for (; row; row = waiting_rows_next(row), i++) {
        assert_true(i < count);
        assert_int_equal(row->id - FIRST_ID, numbers[i]);
    }
    assert_int_equal(i, count);
}

static void rows_wait_in_order_and_a_newer_version_keeps_its_place(void **state)
{
    (void)state;
    struct waiting_rows *rows = waiting_rows_create();
    put(rows, 1, 1, 1000);
    put(rows, 2, 2, 1001);
    put(rows, 3, 3, 1002);
    put(rows, 1, 4, 1003);
    assert_order(rows, (const unsigned[]){1, 2, 3}, 3);
    assert_string_equal(waiting_rows_find(rows, FIRST_ID + 1)->row.b, "[4]");
    assert_int_equal(waiting_rows_find(rows, FIRST_ID + 1)->accepted_ms, 1000);
    put(rows, 4, 5, 999); /* parked since then, or the clock was set back */
    assert_order(rows, (const unsigned[]){4, 1, 2, 3}, 4);
    assert_false(waiting_rows_leave(rows, FIRST_ID + 1, 1));
    assert_true(waiting_rows_leave(rows, FIRST_ID + 1, 4));
    assert_true(waiting_rows_leave(rows, FIRST_ID + 3, 3));
    assert_order(rows, (const unsigned[]){4, 2}, 2);
    assert_null(waiting_rows_find(rows, FIRST_ID + 1));
    waiting_rows_destroy(&rows);
}

static void a_refused_row_is_found_waits_no_more_and_waits_anew_with_its_next_version(void **state)
{
    (void)state;
    struct waiting_rows *rows = waiting_rows_create();
    put(rows, 1, 1, 1000);
    put(rows, 2, 2, 1001);
    assert_false(waiting_rows_refuse(rows, FIRST_ID + 1, 9, "why"));
    assert_true(waiting_rows_refuse(rows, FIRST_ID + 1, 1, "why"));
    assert_false(waiting_rows_refuse(rows, FIRST_ID + 1, 1, "again"));
    assert_string_equal(waiting_rows_find(rows, FIRST_ID + 1)->refused, "why");
    assert_order(rows, (const unsigned[]){2}, 1);
    assert_int_equal(waiting_rows_counts(rows).waiting, 1);
    assert_int_equal(waiting_rows_counts(rows).refused, 1);
    put(rows, 1, 3, 1002);
    assert_null(waiting_rows_find(rows, FIRST_ID + 1)->refused);
    assert_order(rows, (const unsigned[]){2, 1}, 2);
    assert_true(waiting_rows_refuse(rows, FIRST_ID + 1, 3, "why"));
    assert_true(waiting_rows_leave(rows, FIRST_ID + 1, 3));
    assert_int_equal(waiting_rows_counts(rows).refused, 0);
    waiting_rows_destroy(&rows);
}

static void many_rows_are_all_found_and_leave_no_bytes_behind(void **state)
{
    (void)state;
    struct waiting_rows *rows = waiting_rows_create();
    for (unsigned n = 0; n < MANY; n++)
        put(rows, n, n + 1, 1000 + n);
    assert_true(waiting_rows_refuse(rows, FIRST_ID + 7, 8, "why"));
    size_t seen = 0;
    uint64_t sum = 0;
    const struct outbox_row *row = NULL;
    while ((row = waiting_rows_each(rows, row))) {
        seen++;
        sum += row->id - FIRST_ID;
    }
    assert_int_equal(seen, MANY); /* refused ones too, each once */
    assert_int_equal(sum, (uint64_t)MANY * (MANY - 1) / 2);
    assert_int_equal(waiting_rows_counts(rows).waiting, MANY - 1);
    for (unsigned n = 0; n < MANY; n++)
        assert_true(waiting_rows_leave(rows, FIRST_ID + n, n + 1));
    assert_int_equal(waiting_rows_counts(rows).waiting, 0);
    assert_int_equal(waiting_rows_counts(rows).bytes, 0);
    assert_null(waiting_rows_first(rows));
    assert_null(waiting_rows_each(rows, NULL));
    waiting_rows_destroy(&rows);
    waiting_rows_destroy(&rows); /* accepts NULL */
}

static void a_row_may_be_put_in_its_own_place(void **state)
{
    (void)state;
    struct waiting_rows *rows = waiting_rows_create();
    put(rows, 1, 1, 1000);
    waiting_rows_put(rows, &waiting_rows_find(rows, FIRST_ID + 1)->row, 2, 1001);
    assert_string_equal(waiting_rows_find(rows, FIRST_ID + 1)->row.b, "[1]");
    waiting_rows_destroy(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_wait_in_order_and_a_newer_version_keeps_its_place),
        cmocka_unit_test(a_refused_row_is_found_waits_no_more_and_waits_anew_with_its_next_version),
        cmocka_unit_test(many_rows_are_all_found_and_leave_no_bytes_behind),
        cmocka_unit_test(a_row_may_be_put_in_its_own_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
