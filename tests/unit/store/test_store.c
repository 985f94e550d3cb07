/* store.h: migrations once each, commits that stay, a broken file moved aside. */
#include "store.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const ONE[] = {"CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER)", NULL};
static const char *const TWO[] = {"CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER)",
                                  "ALTER TABLE t ADD COLUMN extra TEXT", NULL};

static char folder[64], path[96];

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/vigie-store-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/db", folder);
    return 0;
}

static unsigned remove_files(void)
{
    unsigned count = 0;
    char name[400];
    DIR *d = opendir(folder);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
        unlink(name);
    }
    closedir(d);
    return count;
}

static int tear_down(void **state)
{
    (void)state;
    remove_files();
    return rmdir(folder);
}

static struct store *opened(const char *const *migrations, bool *moved)
{
    struct store *store = NULL;
    struct store_options options = {.path = path, .durability = STORE_FULL, .migrations = migrations};
    assert_false(err_is(store_open(&options, &store, moved)));
    return store;
}

static void put(struct store *store, const char *key, int64_t n)
{
    struct store_statement *insert = store_prepare(store, "INSERT INTO t (k, n) VALUES (?1, ?2)");
    store_bind_text(insert, 1, key);
    store_bind_int(insert, 2, n);
    assert_false(err_is(store_run(insert)));
}

static int64_t sum(struct store *store)
{
    bool row;
    struct store_statement *select = store_prepare(store, "SELECT sum(n) FROM t");
    assert_false(err_is(store_step(select, &row)));
    assert_true(row);
    int64_t n = store_column_int(select, 0);
    store_reset(select);
    return n;
}

static void what_was_committed_is_there_after_reopening_and_the_rest_is_not(void **state)
{
    (void)state;
    bool moved;
    struct store *store = opened(ONE, &moved);
    assert_false(moved);
    store_begin(store);
    put(store, "a", 40);
    assert_false(err_is(store_commit(store)));
    store_begin(store);
    put(store, "b", 2);
    store_rollback(store);
    store_begin(store);
    put(store, "c", 1);
    store_close(&store); /* never committed */
    store = opened(ONE, &moved);
    assert_int_equal(sum(store), 40);
    store_close(&store);
}

static void a_later_migration_runs_once_and_keeps_the_rows(void **state)
{
    (void)state;
    bool moved;
    struct store *store = opened(ONE, &moved);
    put(store, "a", 5);
    store_close(&store);
    for (int i = 0; i < 2; i++) {
        store = opened(TWO, &moved);
        assert_false(err_is(store_execute(store, "UPDATE t SET extra = 'x'")));
        assert_int_equal(sum(store), 5);
        store_close(&store);
    }
}

static struct err commit_one(struct store *store, struct store_statement *update)
{
    struct err e = store_begin(store);
    if (!err_is(e))
        e = store_run(update);
    if (!err_is(e))
        e = store_commit(store);
    store_rollback(store);
    return e;
}

/* As on a disk that filled up while the log grew: it may keep the room that it has. */
static void a_log_that_may_not_grow_begins_anew(void **state)
{
    (void)state;
    bool moved;
    struct stat log;
    struct rlimit limit;
    char log_path[104];
    struct store *store = opened(ONE, &moved);
    put(store, "a", 0);
    struct store_statement *update = store_prepare(store, "UPDATE t SET n = n + 1");
    for (int i = 0; i < 10; i++)
        assert_false(err_is(commit_one(store, update)));
    snprintf(log_path, sizeof(log_path), "%s-wal", path);
    assert_int_equal(stat(log_path, &log), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){(rlim_t)log.st_size, limit.rlim_max}), 0);
    unsigned failed = 0;
    for (int i = 0; i < 40; i++)
        failed += err_is(commit_one(store, update));
    int64_t n = sum(store);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit.rlim_max, limit.rlim_max}), 0);
    assert_true(failed >= 1 && failed <= 8);
    assert_int_equal(n, 50 - (int64_t)failed);
    store_close(&store);
    store = opened(ONE, &moved);
    assert_int_equal(sum(store), n);
    store_close(&store);
}

static void a_file_that_is_no_database_is_moved_aside_and_kept(void **state)
{
    (void)state;
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is not a database ", file);
    fclose(file);
    bool moved;
    struct store *store = opened(ONE, &moved);
    assert_true(moved);
    put(store, "a", 1);
    assert_int_equal(sum(store), 1);
    store_close(&store);
    assert_true(remove_files() >= 2); /* the new one and the old one */
}

static void a_file_with_one_broken_page_behind_a_good_first_one_is_moved_aside(void **state)
{
    (void)state;
    bool moved;
    char key[16];
    struct store *store = opened(ONE, &moved);
    struct store_statement *insert = store_prepare(store, "INSERT INTO t (k, n) VALUES (?1, 1)");
    store_begin(store);
    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof(key), "key-%d", i);
        store_bind_text(insert, 1, key);
        assert_false(err_is(store_run(insert)));
    }
    assert_false(err_is(store_commit(store)));
    store_close(&store);
    FILE *file = fopen(path, "r+");
    fseek(file, 3 * 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0x5A, file);
    fclose(file);
    store = opened(ONE, &moved);
    assert_true(moved);
    put(store, "a", 1);
    assert_int_equal(sum(store), 1);
    store_close(&store);
}

static void a_violated_constraint_is_an_error_and_the_statement_can_be_used_again(void **state)
{
    (void)state;
    bool moved;
    struct store *store = opened(ONE, &moved);
    struct store_statement *insert = store_prepare(store, "INSERT INTO t (k, n) VALUES (?1, 1)");
    store_bind_text(insert, 1, "a");
    assert_false(err_is(store_run(insert)));
    store_bind_text(insert, 1, "a");
    assert_int_equal(store_run(insert).kind, ERR_STORE);
    store_bind_text(insert, 1, "b");
    assert_false(err_is(store_run(insert)));
    assert_int_equal(sum(store), 2);
    store_close(&store);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    bool moved;
    struct store *store = NULL;
    struct store_options options = {.path = "/nonexistent/db", .migrations = ONE};
    assert_int_equal(store_open(&options, &store, &moved).kind, ERR_STORE);
    assert_null(store);
    assert_false(moved);
}

static void another_programs_database_is_moved_aside(void **state)
{
    (void)state;
    bool moved;
    for (int as_ours = 0; as_ours < 2; as_ours++) {
        struct store *other = NULL;
        static const char *const FOREIGN[] = {"CREATE TABLE bookmarks (url TEXT)", NULL};
        static const char *const STATEMENTS[] = {"SELECT k, n FROM t", NULL};
        struct store_options options = {.path = path, .migrations = FOREIGN};
        assert_false(err_is(store_open(&options, &other, &moved)));
        if (!as_ours) /* else it counts one migration, as ours does */
            assert_false(err_is(store_execute(other, "PRAGMA user_version = 0")));
        store_close(&other);
        options = (struct store_options){.path = path, .migrations = ONE, .statements = STATEMENTS};
        assert_false(err_is(store_open(&options, &other, &moved)));
        assert_true(moved);
        put(other, "a", 1);
        store_close(&other);
        assert_false(err_is(store_open(&options, &other, &moved)));
        assert_false(moved);
        store_close(&other);
        assert_true(remove_files() >= 2);
    }
}

static void a_file_can_be_read_as_it_stands(void **state)
{
    (void)state;
    bool moved;
    struct store *store = opened(ONE, &moved);
    put(store, "a", 5);
    store_close(&store);
    struct store_options options = {.path = path, .migrations = TWO, .only_read = true};
    assert_false(err_is(store_open(&options, &store, &moved)));
    assert_int_equal(sum(store), 5);
    assert_int_equal(store_code(store_execute(store, "DELETE FROM t")), STORE_READ_ONLY);
    store_close(&store);
    options.statements = TWO; /* which its tables do not have */
    assert_true(store_is_broken(store_open(&options, &store, &moved)));
    assert_false(moved);
    assert_int_equal(remove_files(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(another_programs_database_is_moved_aside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_can_be_read_as_it_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_committed_is_there_after_reopening_and_the_rest_is_not,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_later_migration_runs_once_and_keeps_the_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_log_that_may_not_grow_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_database_is_moved_aside_and_kept, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_with_one_broken_page_behind_a_good_first_one_is_moved_aside,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_violated_constraint_is_an_error_and_the_statement_can_be_used_again,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_an_error, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
