/* What the sheet held is known again after a restart. */
#include "last_rows.h"

#include "cache.h"
#include "journal_fixture.h"
#include "row.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define ID 1020827427888435210u

static struct last_rows_found found;
static unsigned saves;

static void rows_opened(void *ctx, struct last_rows_found *take_found)
{
    (void)ctx;
    last_rows_found_free(&found);
    found = *take_found;
    *take_found = (struct last_rows_found){0};
    loop_stop(loop);
}

static void rows_saved(void *ctx)
{
    (void)ctx;
    saves++;
    loop_stop(loop);
}

static struct last_rows *rows_at(const char *state_dir, const char *target)
{
    static const struct last_rows_handlers HANDLERS = {rows_opened, rows_saved};
    struct last_rows *rows = last_rows_create(loop, state_dir, target, &HANDLERS, NULL);
    loop_run(loop);
    return rows;
}

static void the_last_image_is_there_after_a_restart(void **state)
{
    (void)state;
    struct last_rows *rows = rows_at(folder, "sheet");
    assert_null(found.map);
    struct row_map *first = row_map_create(), *second = row_map_create();
    row_map_add(first, 2, ID, "[1]", "{}", "7");
    row_map_add(first, 3, ID + 1, "[2]", "{}", "");
    row_map_add(second, 2, ID, "[9]", "{}", "7");
    last_rows_save(rows, NULL, first, 1000);
    last_rows_save(rows, first, second, 2000); /* changed one, lost one; while the first is on its way */
    last_rows_wrote(rows, &(struct row){"1020827427888435999", "[3]", "{}", ""}, 1);
    loop_run(loop);
    last_rows_destroy(&rows);
    assert_int_equal(saves, 1); /* once nothing is on its way any more */
    assert_int_equal(atomic_load(&flushes_on_loop), 0);
    rows = rows_at(folder, "sheet");
    assert_non_null(found.map);
    assert_int_equal(found.read_ms, 2000);
    assert_string_equal(row_map_find(found.map, ID)->b, "[9]");
    assert_string_equal(row_map_find(found.map, 1020827427888435999u)->b, "[3]");
    assert_null(row_map_find(found.map, ID + 1));
    last_rows_destroy(&rows);
    rows = rows_at(folder, "another sheet");
    assert_null(found.map);
    last_rows_destroy(&rows);
    row_map_destroy(&first);
    row_map_destroy(&second);
}

static void what_waits_at_the_end_is_written(void **state)
{
    (void)state;
    struct last_rows *rows = rows_at(folder, "sheet");
    last_rows_wrote(rows, &(struct row){"1020827427888435999", "[3]", "{}", ""}, 1);
    last_rows_destroy(&rows);
    rows = rows_at(folder, "sheet");
    assert_non_null(found.map);
    last_rows_destroy(&rows);
}

static void peoples_rows_are_known_after_a_restart_and_none_is_not_unknown(void **state)
{
    (void)state;
    struct last_rows *rows = rows_at(folder, "sheet");
    struct foreign_rows *foreign = foreign_rows_create();
    assert_null(found.foreign);
    assert_false(last_rows_saving_foreign(rows));
    last_rows_save_foreign(rows, foreign);
    assert_true(last_rows_saving_foreign(rows));
    loop_run(loop);
    assert_false(last_rows_saving_foreign(rows));
    last_rows_destroy(&rows);
    rows = rows_at(folder, "sheet");
    assert_non_null(found.foreign);
    assert_int_equal(foreign_rows_count(found.foreign), 0);
    assert_true(foreign_rows_add(foreign, 7, (const char *const[]){"sà trier", "n42", "", "s=A1"}));
    last_rows_save_foreign(rows, foreign);
    last_rows_destroy(&rows);
    rows = rows_at(folder, "sheet");
    assert_true(foreign_rows_same(foreign, found.foreign));
    assert_int_equal(foreign_rows_at(found.foreign, 0)->place, 7);
    foreign_rows_destroy(&foreign);
    last_rows_destroy(&rows);
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

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void what_a_full_disk_did_not_take_is_written_whole_by_the_next_read(void **state)
{
    (void)state;
    struct last_rows *rows = rows_at(folder, "sheet");
    struct row_map *first = row_map_create(), *second = row_map_create();
    row_map_add(first, 2, ID, "[1]", "{}", "7");
    row_map_add(second, 2, ID, "[1]", "{}", "7");
    row_map_add(second, 3, ID + 1, "[2]", "{}", "7");
    limit_files(100);
    last_rows_save(rows, NULL, first, 1000);
    loop_run(loop);
    limit_files(RLIM_INFINITY);
    last_rows_save(rows, first, second, 2000);
    last_rows_destroy(&rows);
    rows = rows_at(folder, "sheet");
    assert_non_null(row_map_find(found.map, ID));
    assert_non_null(row_map_find(found.map, ID + 1));
    last_rows_destroy(&rows);
    row_map_destroy(&first);
    row_map_destroy(&second);
}

static void without_a_file_nothing_is_kept_and_nothing_breaks(void **state)
{
    (void)state;
    char in_its_place[100];
    snprintf(in_its_place, sizeof(in_its_place), "%s", file_named("a-file"));
    fclose(fopen(in_its_place, "w"));
    const char *const NOWHERE[] = {NULL, in_its_place};
    for (size_t i = 0; i < 2; i++) {
        struct last_rows *none = rows_at(NOWHERE[i], "sheet");
        struct row_map *map = row_map_create();
        struct foreign_rows *foreign = foreign_rows_create();
        last_rows_save(none, NULL, map, 1);
        last_rows_wrote(none, &(struct row){"1020827427888435999", "[3]", "{}", ""}, 1);
        last_rows_save_foreign(none, foreign);
        assert_false(last_rows_saving_foreign(none));
        assert_null(found.map);
        last_rows_destroy(&none);
        row_map_destroy(&map);
        foreign_rows_destroy(&foreign);
    }
}

static int tear_down_found(void **state)
{
    last_rows_found_free(&found);
    saves = 0;
    return tear_down(state);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down_found)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_last_image_is_there_after_a_restart),
        IN_FOLDER(what_waits_at_the_end_is_written),
        IN_FOLDER(peoples_rows_are_known_after_a_restart_and_none_is_not_unknown),
        cmocka_unit_test(an_image_of_a_predecessor_is_never_fresh_nor_exact),
        IN_FOLDER(what_a_full_disk_did_not_take_is_written_whole_by_the_next_read),
        IN_FOLDER(without_a_file_nothing_is_kept_and_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
