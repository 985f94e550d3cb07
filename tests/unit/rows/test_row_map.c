/* The image of the sheet. */
#include "row_map.h"

#include "cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID 1020827427888435210u

static void rows_are_found_by_key_among_many(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    for (uint64_t i = 0; i < 5000; i++)
        row_map_add(map, (uint32_t)i + 2, ID + i * 4194304, "[]", "{}", "");
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(row_map_find(map, ID + i * 4194304)->place, i + 2);
    assert_null(row_map_find(map, ID + 1));
    assert_int_equal(row_map_survey(map).rows, 5000);
    row_map_destroy(&map);
}

static void the_topmost_of_two_rows_counts(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    row_map_add(map, 4, ID, "[1]", "{}", "");
    row_map_add(map, 9, ID, "[2]", "{}", "");
    assert_string_equal(row_map_find(map, ID)->b, "[1]");
    assert_int_equal(row_map_survey(map).duplicates, 1);
    assert_int_equal(row_map_survey(map).first_duplicate, 9);
    row_map_destroy(&map);
}

static void a_retyped_id_is_claimed_by_the_one_key_that_fits(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    row_map_add_rounded(map, 3, 1020827427888440000.0, "[1]", "{}", "77");
    const struct map_row *row = row_map_find(map, ID);
    assert_non_null(row);
    assert_int_equal(row->id_form, ID_ROUNDED);
    assert_int_equal(row->place, 3);
    row_map_wrote(map, ID, "[2]", "{}", "77");
    row = row_map_find(map, ID);
    assert_int_equal(row->id_form, ID_PLAIN);
    assert_int_equal(row->place, 3);
    assert_string_equal(row->b, "[2]");
    assert_null(row_map_find(map, ID + 1)); /* the row is taken */
    row_map_destroy(&map);
}

static void two_retyped_ids_that_both_fit_are_left_alone(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    row_map_add_rounded(map, 3, 1020827427888440000.0, "", "", "");
    row_map_add_rounded(map, 4, 1020827427888440000.0, "", "", "");
    assert_null(row_map_find(map, ID));
    assert_int_equal(row_map_survey(map).rounded, 2);
    row_map_destroy(&map);
}

static void a_new_key_stands_at_no_known_place(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    row_map_wrote(map, ID, "[]", "{}", "");
    assert_int_equal(row_map_find(map, ID)->place, 0);
    row_map_wrote(map, ID, "[3]", "{}", "");
    assert_string_equal(row_map_find(map, ID)->b, "[3]");
    row_map_destroy(&map);
}

static void the_image_ages_and_doubt_forbids_writes_only(void **state)
{
    (void)state;
    struct cache cache = {0};
    assert_false(cache_fresh(&cache, 5));
    struct row_map *map = row_map_create();
    cache_fill(&cache, &map, 1000, 1500);
    assert_null(map);
    assert_true(cache_exact(&cache, 1550));
    assert_false(cache_exact(&cache, 1551));
    assert_true(cache_fresh(&cache, 61000));
    assert_false(cache_fresh(&cache, 61001));
    cache_doubt(&cache);
    assert_false(cache_exact(&cache, 1500));
    assert_true(cache_fresh(&cache, 1000));
    cache_free(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_by_key_among_many),
        cmocka_unit_test(the_topmost_of_two_rows_counts),
        cmocka_unit_test(a_retyped_id_is_claimed_by_the_one_key_that_fits),
        cmocka_unit_test(two_retyped_ids_that_both_fit_are_left_alone),
        cmocka_unit_test(a_new_key_stands_at_no_known_place),
        cmocka_unit_test(the_image_ages_and_doubt_forbids_writes_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
