/* What is pinned to rows, columns and tabs. */
#include "developer_metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct pins with_row_pin(uint32_t first, uint32_t end)
{
    struct pins p = {0};
    assert_true(pins_add(
        &p, (struct pin){
                .id = 1, .key = strdup("k"), .place = PIN_ROW, .sheet_id = 5, .first = first, .end = end}));
    return p;
}

static void rows_inserted_before_it_push_it_down_and_those_after_do_not(void **state)
{
    (void)state;
    struct pins p = with_row_pin(4, 5);
    pins_inserted(&p, 5, PIN_ROW, 4, 2);
    assert_int_equal(p.list[0].first, 6);
    pins_inserted(&p, 5, PIN_ROW, 7, 2);
    pins_inserted(&p, 9, PIN_ROW, 0, 2);
    pins_inserted(&p, 5, PIN_COLUMN, 0, 2);
    assert_int_equal(p.list[0].first, 6);
    assert_int_equal(p.list[0].end, 7);
    pins_free(&p);
}

static void rows_deleted_before_it_pull_it_up_and_its_own_take_it_along(void **state)
{
    (void)state;
    struct pins p = with_row_pin(4, 5);
    pins_deleted(&p, 5, PIN_ROW, 5, 9);
    pins_deleted(&p, 5, PIN_ROW, 1, 3);
    assert_int_equal(p.list[0].first, 2);
    assert_int_equal(p.list[0].end, 3);
    pins_deleted(&p, 5, PIN_ROW, 0, 9);
    assert_int_equal(p.count, 0);
    pins_free(&p);
}

static void a_tab_takes_its_entries_along_but_not_the_books(void **state)
{
    (void)state;
    struct pins p = with_row_pin(4, 5);
    pins_add(&p, (struct pin){.id = 2, .key = strdup("book"), .place = PIN_BOOK});
    pins_tab_gone(&p, 5);
    assert_int_equal(p.count, 1);
    assert_non_null(pins_by_id(&p, 2));
    assert_null(pins_by_id(&p, 1));
    pins_free(&p);
}

static void there_is_a_cap(void **state)
{
    (void)state;
    struct pins p = {0};
    for (int i = 0; i < PINS_MOST; i++)
        assert_true(pins_add(&p, (struct pin){.id = i, .key = strdup("k")}));
    assert_false(pins_add(&p, (struct pin){.id = -1, .key = strdup("k")}));
    pins_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_inserted_before_it_push_it_down_and_those_after_do_not),
        cmocka_unit_test(rows_deleted_before_it_pull_it_up_and_its_own_take_it_along),
        cmocka_unit_test(a_tab_takes_its_entries_along_but_not_the_books),
        cmocka_unit_test(there_is_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
