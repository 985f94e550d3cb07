/* What the sheet held is known again after a restart. */
#include "last_rows.h"

#include "cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define ID 1020827427888435210u

static void the_last_image_is_there_after_a_restart(void **state)
{
    (void)state;
    char path[] = "/tmp/vigie-rows-XXXXXX";
    int fd = mkstemp(path);
    int64_t wall_ms = 0;
    assert_true(fd >= 0);
    close(fd);
    struct last_rows *rows = last_rows_open(path, "sheet");
    assert_null(last_rows_load(rows, &wall_ms));
    struct row_map *first = row_map_create(), *second = row_map_create();
    row_map_add(first, 2, ID, "[1]", "{}", "7");
    row_map_add(first, 3, ID + 1, "[2]", "{}", "");
    row_map_add(second, 2, ID, "[9]", "{}", "7");
    last_rows_save(rows, NULL, first, 1000);
    last_rows_save(rows, first, second, 2000); /* changed one, lost one */
    last_rows_wrote(rows, &(struct row){"1020827427888435999", "[3]", "{}", ""}, 1);
    last_rows_close(&rows);
    rows = last_rows_open(path, "sheet");
    struct row_map *loaded = last_rows_load(rows, &wall_ms);
    assert_non_null(loaded);
    assert_int_equal(wall_ms, 2000);
    assert_string_equal(row_map_find(loaded, ID)->b, "[9]");
    assert_string_equal(row_map_find(loaded, 1020827427888435999u)->b, "[3]");
    assert_null(row_map_find(loaded, ID + 1));
    row_map_destroy(&loaded);
    last_rows_close(&rows);
    rows = last_rows_open(path, "another sheet");
    assert_null(last_rows_load(rows, &wall_ms));
    last_rows_close(&rows);
    row_map_destroy(&first);
    row_map_destroy(&second);
    unlink(path);
}

static void peoples_rows_are_known_after_a_restart_and_none_is_not_unknown(void **state)
{
    (void)state;
    struct last_rows *rows = last_rows_open(NULL, "sheet");
    struct people *people = people_create();
    assert_null(last_rows_people(rows));
    last_rows_save_people(rows, people);
    struct people *none = last_rows_people(rows);
    assert_non_null(none);
    assert_int_equal(people_count(none), 0);
    assert_true(people_add(people, 7, (const char *const[]){"sà trier", "n42", "", "s=A1"}));
    last_rows_save_people(rows, people);
    struct people *some = last_rows_people(rows);
    assert_true(people_same(people, some));
    assert_int_equal(people_row(some, 0)->place, 7);
    people_destroy(&people);
    people_destroy(&none);
    people_destroy(&some);
    last_rows_close(&rows);
}

static void an_image_of_a_predecessor_is_never_fresh_nor_exact(void **state)
{
    (void)state;
    struct cache cache = {0};
    struct row_map *map = row_map_create();
    cache_fill_kept(&cache, &map, 7000, 500);
    assert_false(cache_fresh(&cache, 500));
    assert_false(cache_exact(&cache, 500));
    assert_int_equal(cache_age_ms(&cache, 1500), CACHE_READ_TTL_MS + 1001);
    cache_free(&cache);
}

static void without_a_file_nothing_is_kept_and_nothing_breaks(void **state)
{
    (void)state;
    int64_t wall_ms = 0;
    struct last_rows *none = last_rows_open("/nowhere/at/all", "sheet");
    struct row_map *map = row_map_create();
    assert_null(none);
    last_rows_save(none, NULL, map, 1);
    last_rows_wrote(none, NULL, 0);
    assert_null(last_rows_load(none, &wall_ms));
    last_rows_close(&none);
    row_map_destroy(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_image_is_there_after_a_restart),
        cmocka_unit_test(peoples_rows_are_known_after_a_restart_and_none_is_not_unknown),
        cmocka_unit_test(an_image_of_a_predecessor_is_never_fresh_nor_exact),
        cmocka_unit_test(without_a_file_nothing_is_kept_and_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
