/* What was accepted stays until it is in the sheet, over kills and repetitions. */
#include "journal.h"

#include "load.h"

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

#define KEY "1020827427888435210"

static struct journal *opened(const char *path)
{
    struct journal *journal = NULL;
    bool moved = false;
    assert_false(err_is(journal_open(path, &journal, &moved)));
    assert_false(moved);
    return journal;
}

static bool put(struct journal *journal, const char *op, const char *key, const char *b, int64_t wall_ms)
{
    bool repeated = false;
    const struct row row = {key, b, "{}", ""};
    assert_false(err_is(journal_put(journal, op, &row, wall_ms, &repeated)));
    return repeated;
}

static void the_newest_row_of_a_key_counts_and_keeps_its_place(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", "1020827427888435211", "[5]", 2000);
    put(journal, "3", KEY, "[2]", 3000);
    assert_false(err_is(journal_commit(journal)));
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[2]");
    struct journal_counts counts = journal_counts(journal);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.oldest_wall_ms, 1000);
    struct load load = {.count = 0};
    load_fill(&load, journal);
    assert_int_equal(load.count, 2);
    assert_string_equal(load.rows[0].row.key, KEY);
    assert_string_equal(load.rows[0].row.b, "[2]");
    load_free(&load);
    journal_close(&journal);
}

static void a_repeated_operation_changes_nothing(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    assert_false(put(journal, "op", KEY, "[1]", 1000));
    assert_true(put(journal, "op", KEY, "[2]", 1001)); /* within the same transaction too */
    assert_false(err_is(journal_commit(journal)));
    assert_true(put(journal, "op", KEY, "[3]", 1002));
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[1]");
    journal_sweep(journal, 1000 + JOURNAL_OPS_KEPT_MS);
    assert_true(put(journal, "op", KEY, "[3]", 1003));
    journal_sweep(journal, 1001 + JOURNAL_OPS_KEPT_MS);
    assert_false(put(journal, "op", KEY, "[3]", 1004));
    assert_false(err_is(journal_commit(journal)));
    journal_close(&journal);
}

static void of_operations_the_newest_are_known(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    char op[32];
    for (int64_t n = 0; n < JOURNAL_OPS_MOST + 10; n++) {
        snprintf(op, sizeof(op), "%ld", (long)n);
        assert_false(put(journal, op, KEY, "[1]", 1000 + n));
        if (n % 1000 == 0)
            assert_false(err_is(journal_commit(journal)));
    }
    assert_false(err_is(journal_commit(journal)));
    assert_true(put(journal, "10", KEY, "[2]", 2000000));
    assert_false(put(journal, "9", KEY, "[2]", 2000000));
    journal_close(&journal);
}

static void a_version_leaves_only_while_it_is_the_newest(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    struct load load = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    assert_false(err_is(journal_commit(journal)));
    load_fill(&load, journal);
    put(journal, "2", KEY, "[2]", 1001); /* while the first is in flight */
    assert_false(err_is(journal_commit(journal)));
    assert_int_equal(journal_settle(journal, load.rows, load.count), 0);
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[2]");
    load_fill(&load, journal);
    assert_int_equal(journal_settle(journal, load.rows, load.count), 1);
    assert_false(journal_find(journal, KEY, &row));
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 0);
    load_free(&load);
    journal_close(&journal);
}

static void a_dead_letter_is_kept_readable_and_left_alone(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    struct load load = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    assert_false(err_is(journal_commit(journal)));
    load_fill(&load, journal);
    journal_bury(journal, &load.rows[0], "because");
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_true(journal_find(journal, KEY, &row));
    put(journal, "2", KEY, "[2]", 5000); /* a new version may be better */
    assert_false(err_is(journal_commit(journal)));
    assert_int_equal(journal_counts(journal).dead, 0);
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 5000);
    load_free(&load);
    journal_close(&journal);
}

static void remove_folder(const char *folder, const char *path)
{
    char extra[80];
    for (const char *const *suffix = (const char *const[]){"", "-wal", "-shm", NULL}; *suffix; suffix++) {
        snprintf(extra, sizeof(extra), "%s%s", path, *suffix);
        (void)unlink(extra);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void what_was_committed_survives_and_what_was_not_does_not(void **state)
{
    (void)state;
    char folder[] = "/tmp/vigie-journal-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/outbox.db", folder);
    struct journal *journal = opened(path);
    struct row row;
    put(journal, "1", KEY, "[1]", 1000);
    assert_false(err_is(journal_commit(journal)));
    put(journal, "2", KEY, "[2]", 1001);
    journal_close(&journal);
    journal = opened(path);
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[1]");
    assert_true(put(journal, "1", KEY, "[9]", 1002)); /* operations are remembered too */
    journal_close(&journal);
    remove_folder(folder, path);
}

static void what_is_not_committed_is_not_sent(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct load load = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    load_fill(&load, journal);
    assert_int_equal(load.count, 0);
    assert_false(err_is(journal_commit(journal)));
    load_fill(&load, journal);
    assert_int_equal(load.count, 1);
    load_free(&load);
    journal_close(&journal);
}

/* A statement that is left open on a row would keep SQLite from ever beginning its log anew. */
static void the_write_ahead_log_does_not_grow_for_ever(void **state)
{
    (void)state;
    char folder[] = "/tmp/vigie-journal-XXXXXX", path[64], log[80], key[24], op[24], long_text[4000];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/outbox.db", folder);
    snprintf(log, sizeof(log), "%s-wal", path);
    memset(long_text, '7', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    struct journal *journal = opened(path);
    struct row row;
    journal_keep_memo(journal, "tab", "42");
    assert_string_equal(journal_memo(journal, "tab"), "42");
    for (int i = 0; i < 6000; i++) {
        snprintf(op, sizeof(op), "op-%d", i);
        snprintf(key, sizeof(key), "%d", 1000000 + i % 100);
        put(journal, op, key, long_text, 1000 + i);
        if (i % 50 == 49)
            assert_false(err_is(journal_commit(journal)));
        assert_true(journal_find(journal, key, &row));
    }
    struct stat seen;
    assert_int_equal(stat(log, &seen), 0);
    assert_true(seen.st_size < 8 * 1024 * 1024);
    journal_close(&journal);
    remove_folder(folder, path);
}

static void memos_are_kept(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    assert_string_equal(journal_memo(journal, "tab"), "");
    journal_keep_memo(journal, "tab", "42");
    journal_keep_memo(journal, "tab", "43");
    assert_string_equal(journal_memo(journal, "tab"), "43");
    journal_close(&journal);
}

static void rows_for_another_spreadsheet_stay_aside_until_it_comes_back(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    size_t aside = 9;
    assert_false(err_is(journal_enter(journal, "old", &aside)));
    assert_int_equal(aside, 0);
    put(journal, "1", KEY, "[1]", 1000);
    assert_false(err_is(journal_commit(journal)));
    assert_false(err_is(journal_enter(journal, "old", &aside)));
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_false(err_is(journal_enter(journal, "new", &aside)));
    assert_int_equal(aside, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_false(journal_find(journal, KEY, &row));
    put(journal, "2", KEY, "[2]", 2000); /* the same channel, for the new one */
    assert_false(err_is(journal_commit(journal)));
    assert_false(err_is(journal_enter(journal, "old", &aside)));
    assert_int_equal(aside, 1);
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[1]");
    journal_close(&journal);
}

static void a_row_that_came_back_over_a_restart_is_sent(void **state)
{
    (void)state;
    char path[] = "/tmp/vigie-journal-XXXXXX";
    int fd = mkstemp(path);
    size_t aside = 0;
    assert_true(fd >= 0);
    close(fd);
    for (int run = 0; run < 3; run++) {
        struct journal *journal = opened(path);
        struct load load = {.count = 0};
        assert_false(err_is(journal_enter(journal, run == 1 ? "new" : "old", &aside)));
        if (run == 0)
            put(journal, "1", KEY, "[1]", 1000);
        assert_false(err_is(journal_commit(journal)));
        load_fill(&load, journal);
        assert_int_equal(load.count, run == 1 ? 0 : 1);
        load_free(&load);
        journal_close(&journal);
    }
    unlink(path);
}

static void rows_for_a_tab_that_was_only_renamed_come_back_unless_newer_ones_came(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct row row;
    size_t aside = 0;
    assert_false(err_is(journal_enter(journal, "sheet\nOld", &aside)));
    journal_keep_memo(journal, JOURNAL_TAB_MEMO "sheet\nOld", "42");
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", "1020827427888435211", "[5]", 2000);
    assert_false(err_is(journal_commit(journal)));
    assert_false(err_is(journal_enter(journal, "sheet\nNew", &aside)));
    assert_int_equal(aside, 2);
    put(journal, "3", KEY, "[2]", 3000);
    assert_false(err_is(journal_commit(journal)));
    for (int i = 0; i < 100; i++) /* at each look at the tabs */
        assert_int_equal(journal_reunite(journal, "sheet", 43), 0);
    assert_int_equal(journal_reunite(journal, "shee", 42), 0);
    assert_int_equal(journal_reunite(journal, "sheet", 42), 2);
    assert_int_equal(journal_counts(journal).waiting, 2);
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[2]");
    assert_true(journal_find(journal, "1020827427888435211", &row));
    assert_false(err_is(journal_enter(journal, "sheet\nNew", &aside)));
    assert_int_equal(aside, 0);
    journal_close(&journal);
}

/* The kernel refuses every byte that would make a file longer than it is. */
static void fill_disk(const char *path, bool full)
{
    char wal[64];
    struct stat found;
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    snprintf(wal, sizeof(wal), "%s-wal", path);
    assert_int_equal(stat(wal, &found), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = full ? (rlim_t)found.st_size : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static bool take_version(void *ctx, const struct waiting_row *waiting)
{
    ((struct waiting_row *)ctx)->version = waiting->version;
    return false;
}

static void on_a_full_disk_what_is_done_waits_no_more_and_leaves_when_there_is_room(void **state)
{
    (void)state;
    char path[] = "/tmp/vigie-journal-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct journal *journal = opened(path);
    struct row row;
    struct waiting_row first = {{KEY, "[1]", "{}", ""}, 0},
                       second = {{"1020827427888435211", "[5]", "{}", ""}, 0};
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", "1020827427888435211", "[5]", 2000);
    put(journal, "3", "1020827427888435212", "[6]", 3000);
    assert_false(err_is(journal_commit(journal)));
    journal_oldest(journal, 1, take_version, &first);
    second.version = first.version + 1;
    fill_disk(path, true);
    assert_int_equal(journal_settle(journal, &first, 1), 1);
    assert_true(journal_owes(journal));
    journal_bury(journal, &second, "no");
    assert_false(journal_tidy(journal));
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 3000);
    assert_false(journal_find(journal, KEY, &row)); /* what people change in the sheet counts again */
    assert_true(journal_find(journal, second.row.key, &row));
    fill_disk(path, false);
    put(journal, "4", KEY, "[2]", 4000); /* a newer version waits, whatever became of the older one */
    assert_false(err_is(journal_commit(journal)));
    assert_false(journal_owes(journal));
    assert_int_equal(journal_counts(journal).waiting, 2);
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_true(journal_find(journal, KEY, &row));
    assert_string_equal(row.b, "[2]");
    journal_close(&journal);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_came_back_over_a_restart_is_sent),
        cmocka_unit_test(rows_for_another_spreadsheet_stay_aside_until_it_comes_back),
        cmocka_unit_test(the_newest_row_of_a_key_counts_and_keeps_its_place),
        cmocka_unit_test(a_repeated_operation_changes_nothing),
        cmocka_unit_test(of_operations_the_newest_are_known),
        cmocka_unit_test(a_version_leaves_only_while_it_is_the_newest),
        cmocka_unit_test(a_dead_letter_is_kept_readable_and_left_alone),
        cmocka_unit_test(what_was_committed_survives_and_what_was_not_does_not),
        cmocka_unit_test(what_is_not_committed_is_not_sent),
        cmocka_unit_test(the_write_ahead_log_does_not_grow_for_ever),
        cmocka_unit_test(memos_are_kept),
        cmocka_unit_test(rows_for_a_tab_that_was_only_renamed_come_back_unless_newer_ones_came),
        cmocka_unit_test(on_a_full_disk_what_is_done_waits_no_more_and_leaves_when_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
