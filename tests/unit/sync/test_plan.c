/* Batches: the right kind, the right cells, never too big, and the bad row is found. */
#include "plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID 1020827427888435210u

static struct plan the_plan;
static char keys[PLAN_ROWS_MAX][24];
static struct waiting_row rows[PLAN_ROWS_MAX];

static void make_rows(size_t count, const char *c)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(keys[i], sizeof(keys[i]), "%llu", (unsigned long long)(ID + i));
        rows[i] = (struct waiting_row){{keys[i], "[1]", c, "77"}, i + 1};
    }
}

static void new_keys_are_inserted_in_one_batch(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    make_rows(PLAN_ROWS_MAX, "{}");
    plan_make(&the_plan, rows, PLAN_ROWS_MAX, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.kind, PLAN_INSERTS);
    assert_int_equal(the_plan.count, PLAN_ROWS_MAX);
    assert_string_equal(the_plan.inserts[499].key, keys[499]);
    row_map_destroy(&map);
}

static void known_keys_are_overwritten_where_they_differ(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    make_rows(3, "{}");
    row_map_add(map, 7, ID, "[]", "{}", "77");
    row_map_add(map, 9, ID + 1, "[1]", "", "");
    row_map_add_rounded(map, 4, 1020827427888440000.0, "[1]", "{}", "77");
    plan_make(&the_plan, rows, 2, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.kind, PLAN_UPDATES);
    assert_int_equal(the_plan.count, 2);
    assert_int_equal(the_plan.updates[0].place, 7);
    assert_int_equal(the_plan.updates[0].changed, 0x2);
    assert_int_equal(the_plan.updates[1].changed, 0xC);
    plan_make(&the_plan, rows + 2, 1, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.updates[0].place, 4);
    assert_int_equal(the_plan.updates[0].changed, 0x1);
    assert_int_equal(the_plan.healed, 1);
    row_map_destroy(&map);
}

static void what_the_sheet_holds_already_needs_no_write(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    make_rows(2, "{}");
    row_map_add(map, 7, ID, "[1]", "{}", "77");
    row_map_wrote(map, ID + 1, "[1]", "{}", "77");
    plan_make(&the_plan, rows, 2, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.kind, PLAN_NOTHING);
    assert_int_equal(the_plan.present_count, 2);
    assert_false(the_plan.places_missing);
    row_map_destroy(&map);
}

static void a_row_of_unknown_place_waits_for_a_read(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    make_rows(2, "{}");
    row_map_wrote(map, ID, "[0]", "{}", "77");
    plan_make(&the_plan, rows, 1, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.kind, PLAN_NOTHING);
    assert_true(the_plan.places_missing);
    row_map_destroy(&map);
}

static void the_oldest_row_decides_the_kind(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    make_rows(3, "{}");
    row_map_add(map, 7, ID + 1, "[]", "{}", "77");
    plan_make(&the_plan, rows, 3, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.kind, PLAN_INSERTS);
    assert_int_equal(the_plan.count, 2);
    assert_string_equal(the_plan.inserts[1].key, keys[2]);
    row_map_destroy(&map);
}

static void a_batch_never_passes_one_mebibyte(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    char *c = malloc(50001);
    memset(c, 'x', 50000);
    c[50000] = '\0';
    make_rows(100, c);
    plan_make(&the_plan, rows, 100, map, PLAN_ROWS_MAX);
    assert_int_equal(the_plan.count, PLAN_BYTES_MAX / 50145);
    free(c);
    row_map_destroy(&map);
}

/* Google refuses every batch that holds the poison; the others must all get through, and soon. */
static void the_poison_is_found_by_halving(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    struct batch_size size = {0};
    make_rows(PLAN_ROWS_MAX, "{}");
    const char *poison = keys[321];
    struct waiting_row left[PLAN_ROWS_MAX];
    size_t count = PLAN_ROWS_MAX, writes = 0, dead = 0;
    memcpy(left, rows, sizeof(left));
    while (count && writes < 100) {
        bool holds = false;
        plan_make(&the_plan, left, count, map, batch_size(&size));
        writes++;
        for (size_t i = 0; i < the_plan.count; i++)
            holds = holds || the_plan.inserts[i].key == poison;
        if (holds && !batch_size_refused(&size, the_plan.count))
            continue;
        if (holds)
            dead++;
        else
            batch_size_taken(&size);
        count -= the_plan.count; /* the batch is the front of what is left */
        memmove(left, left + the_plan.count, count * sizeof(left[0]));
    }
    assert_int_equal(count, 0);
    assert_int_equal(dead, 1);
    assert_true(writes < 40);
    row_map_destroy(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_keys_are_inserted_in_one_batch),
        cmocka_unit_test(known_keys_are_overwritten_where_they_differ),
        cmocka_unit_test(what_the_sheet_holds_already_needs_no_write),
        cmocka_unit_test(a_row_of_unknown_place_waits_for_a_read),
        cmocka_unit_test(the_oldest_row_decides_the_kind),
        cmocka_unit_test(a_batch_never_passes_one_mebibyte),
        cmocka_unit_test(the_poison_is_found_by_halving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
