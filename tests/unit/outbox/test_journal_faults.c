/* A disk that does not take what is accepted, a file that goes away or was never one: nothing that was stored
 * is lost, nothing that was refused is stored, and all is well by itself afterwards. */
#include "journal_fixture.h"

#include "oldest_rows.h"
#include "outbox_lock.h"
#include "store.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define PATIENCE_MS 1
#define PAGE_BYTES  4096

/* The kernel refuses every byte behind a file's first page: no log has room for a transaction, nor the
 * database. */
static void fill_disk(bool full)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = full ? PAGE_BYTES : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static struct journal *impatient(void)
{
    struct journal *journal = created(folder, "home", PATIENCE_MS);
    save(journal);
    return journal;
}

static struct err refused(struct journal *journal, const char *op, const char *key)
{
    struct ending ending;
    offer(journal, op, key, "[9]", 9000, &ending);
    while (!ending.times)
        save(journal);
    assert_true(err_is(ending.error));
    assert_int_equal(ending.times, 1);
    return ending.error;
}

static void on_a_full_disk_what_is_done_waits_no_more_and_leaves_when_there_is_room(void **state)
{
    (void)state;
    struct oldest_rows oldest = {.count = 0};
    struct journal *journal = impatient();
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", OTHER_KEY, "[5]", 2000);
    put(journal, "3", "1020827427888435212", "[6]", 3000);
    oldest_rows_load(&oldest, journal);
    fill_disk(true);
    assert_int_equal(store_code(refused(journal, "4", KEY)), STORE_IO); /* EFBIG */
    assert_true(holds(journal, KEY, "[1]"));
    assert_int_equal(journal_settle(journal, oldest.rows, 1), 1);
    journal_bury(journal, &oldest.rows[1], "no");
    while (!journal_condition(journal).lasts)
        save(journal);
    struct journal_condition c = journal_condition(journal);
    assert_true(c.unsettled && c.since_wall_ms > 0);
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 3000);
    assert_false(holds(journal, KEY, "[1]")); /* what people change in the sheet counts again */
    fill_disk(false);
    turn_until_trouble(journal, false);
    put(journal, "4", KEY, "[2]", 4000); /* a newer version waits, whatever became of the older one */
    assert_false(journal_condition(journal).unsettled);
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
    journal = impatient();
    assert_true(holds(journal, KEY, "[2]") && holds(journal, OTHER_KEY, "[5]"));
    assert_int_equal(journal_counts(journal).waiting, 3);
    journal_destroy(&journal);
}

/* The disk is tried twice a second by itself: eight people in one ticket's line do not wait for eight tries. */
static void once_the_disk_was_waited_for_nobody_waits_for_it_again(void **state)
{
    (void)state;
    struct ending ending;
    struct journal *journal = impatient();
    struct loop_timer *timer = loop_timer_create(loop, stop_loop, NULL);
    put(journal, "1", KEY, "[1]", 1000);
    assert_false(err_is(journal_given_up(journal)));
    fill_disk(true);
    struct err first = refused(journal, "2", KEY);
    while (!err_is(journal_given_up(journal)))
        save(journal);
    save(journal); /* it just said no */
    offer(journal, "3", KEY, "[3]", 1002, &ending);
    assert_int_equal(ending.times, 0); /* never from inside the call */
    loop_timer_start(timer, 0);
    loop_run(loop);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.error.code, first.code);
    assert_false(journal_awaits(journal, KEY));
    assert_false(holds(journal, KEY, "[3]"));
    offer(journal, "4", KEY, "[4]", 1003, &ending); /* one that is not told before the end */
    fill_disk(false);
    journal_destroy(&journal);
    assert_int_equal(ending.times, 1);
    assert_true(err_is(ending.error));
    loop_timer_destroy(&timer);
}

static void a_fault_that_is_short_is_not_felt(void **state)
{
    (void)state;
    struct ending ending;
    struct journal *journal = opened(folder); /* patient */
    atomic_store(&flushes_fail, true);
    offer(journal, "1", KEY, "[1]", 1000, &ending);
    turn_until_trouble(journal, true);
    assert_int_equal(ending.times, 0);
    assert_false(journal_condition(journal).lasts);
    atomic_store(&flushes_fail, false);
    turn_until_trouble(journal, false);
    assert_int_equal(ending.times, 1);
    assert_false(err_is(ending.error));
    assert_int_equal(journal_condition(journal).since_wall_ms, 0);
    journal_destroy(&journal);
}

static void copy_file(const char *name, const char *to_folder)
{
    char command[900];
    snprintf(command, sizeof(command), "cp %s %s/", file_named(name), to_folder);
    assert_int_equal(system(command), 0);
}

/* The log holds a whole transaction that was never confirmed; a successor of a kill would believe it. */
static void what_was_refused_for_a_failed_flush_is_not_there_after_a_kill(void **state)
{
    (void)state;
    char killed[] = "/tmp/vigie-journal-XXXXXX", command[64];
    struct journal *journal = impatient();
    put(journal, "1", KEY, "[1]", 1000);
    atomic_store(&flushes_fail, true);
    assert_int_equal(store_code(refused(journal, "2", OTHER_KEY)), STORE_IO);
    assert_non_null(mkdtemp(killed));
    copy_file("outbox.db", killed);
    copy_file("outbox.db-wal", killed);
    atomic_store(&flushes_fail, false);
    struct journal *successor = opened(killed);
    assert_true(holds(successor, KEY, "[1]"));
    assert_false(holds(successor, OTHER_KEY, "[9]"));
    journal_destroy(&successor);
    journal_destroy(&journal);
    snprintf(command, sizeof(command), "rm -r %s", killed);
    assert_int_equal(system(command), 0);
}

/* ---- A lock. */

static void while_somebody_holds_the_file_puts_wait(void **state)
{
    (void)state;
    sqlite3 *other = NULL;
    struct ending ending;
    struct journal *journal = opened(folder);
    put(journal, "1", KEY, "[1]", 1000);
    assert_int_equal(sqlite3_open(file_named("outbox.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    offer(journal, "2", KEY, "[2]", 1001, &ending);
    turn_until_trouble(journal, true);
    assert_int_equal(store_code(journal_condition(journal).trouble), STORE_BUSY);
    assert_int_equal(ending.times, 0);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    turn_until_trouble(journal, false);
    assert_int_equal(ending.times, 1);
    assert_true(holds(journal, KEY, "[2]"));
    sqlite3_close(other);
    journal_destroy(&journal);
}

static void nothing_is_read_or_accepted_while_another_one_writes(void **state)
{
    (void)state;
    struct ending ending;
    int lock = open(file_named(OUTBOX_LOCK_NAME), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    struct journal *journal = created(folder, "home", 0);
    offer(journal, "1", KEY, "[1]", 1000, &ending);
    turn_until_trouble(journal, true);
    assert_true(outbox_lock_caused(journal_trouble(journal)));
    assert_false(journal_is_open(journal));
    assert_false(journal_condition(journal).in_memory);
    assert_int_equal(access(file_named("outbox.db"), F_OK), -1);
    close(lock);
    turn_until_trouble(journal, false);
    save(journal);
    assert_int_equal(ending.times, 1);
    assert_false(err_is(ending.error));
    lock = open(file_named(OUTBOX_LOCK_NAME), O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), -1); /* for as long as there is a journal */
    journal_destroy(&journal);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    close(lock);
}

static void a_file_that_is_held_at_the_start_is_waited_for(void **state)
{
    (void)state;
    sqlite3 *other = NULL;
    struct journal *journal = opened(folder);
    put(journal, "1", KEY, "[1]", 1000);
    journal_destroy(&journal);
    assert_int_equal(sqlite3_open(file_named("outbox.db"), &other), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(other, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT", NULL, NULL, NULL),
        SQLITE_OK);
    journal = impatient();
    assert_false(journal_is_open(journal));
    assert_int_equal(store_code(refused(journal, "2", KEY)), STORE_BUSY);
    sqlite3_close(other);
    turn_until_trouble(journal, false);
    assert_int_equal(opens, 2);
    assert_true(holds(journal, KEY, "[1]"));
    journal_destroy(&journal);
}

/* ---- A file that goes away. */

static void turn_until_rebuilt(struct journal *journal, const char *op, const char *key)
{
    struct journal_condition c = {0};
    put(journal, op, key, "[2]", 2000);
    while (!c.rebuilt) {
        c = journal_condition(journal);
        if (!c.rebuilt)
            save(journal);
    }
    turn_until_trouble(journal, false);
}

static void check_rebuilt(struct journal *journal)
{
    turn_until_rebuilt(journal, "2", OTHER_KEY);
    assert_true(holds(journal, KEY, "[1]") && holds(journal, OTHER_KEY, "[2]"));
    journal_destroy(&journal);
    journal = opened(folder);
    assert_true(holds(journal, KEY, "[1]") && holds(journal, OTHER_KEY, "[2]"));
    assert_string_equal(journal_memo(journal, "tab"), "42");
    assert_true(put(journal, "1", KEY, "[9]", 3000)); /* its operations came along */
    assert_true(put(journal, "2", OTHER_KEY, "[9]", 3000));
    journal_destroy(&journal);
}

static struct journal *with_a_row(void)
{
    struct journal *journal = opened(folder);
    journal_keep_memo(journal, "tab", "42");
    put(journal, "1", KEY, "[1]", 1000);
    return journal;
}

static void a_file_that_is_deleted_is_made_anew(void **state)
{
    (void)state;
    struct journal *journal = with_a_row();
    assert_int_equal(unlink(file_named("outbox.db")), 0);
    check_rebuilt(journal);
}

static void a_file_that_is_emptied_is_made_anew(void **state)
{
    (void)state;
    struct journal *journal = with_a_row();
    assert_int_equal(truncate(file_named("outbox.db"), 0), 0);
    check_rebuilt(journal);
}

static void a_file_that_another_one_replaces_is_made_anew(void **state)
{
    (void)state;
    struct journal *journal = with_a_row();
    FILE *other = fopen(file_named("other"), "w");
    assert_non_null(other);
    for (int i = 0; i < 1000; i++)
        fputs("this is not a database ", other);
    fclose(other);
    assert_int_equal(rename(file_named("other"), file_named("outbox.db")), 0);
    check_rebuilt(journal);
}

static void what_an_old_copy_of_the_file_holds_does_not_come_back(void **state)
{
    (void)state;
    char command[900];
    struct oldest_rows oldest = {.count = 0};
    struct journal *journal = with_a_row();
    journal_destroy(&journal);
    snprintf(command, sizeof(command), "cp %s %s", file_named("outbox.db"), file_named("copy"));
    assert_int_equal(system(command), 0);
    journal = opened(folder);
    oldest_rows_load(&oldest, journal);
    assert_int_equal(journal_settle(journal, oldest.rows, 1), 1); /* long ago: its operation is forgotten */
    journal_sweep(journal, 2000 + JOURNAL_OPS_KEPT_MS);
    save(journal);
    put(journal, "2", OTHER_KEY, "[2]", 3000000);
    assert_int_equal(unlink(file_named("outbox.db-wal")), 0); /* a backup is put back */
    assert_int_equal(rename(file_named("copy"), file_named("outbox.db")), 0);
    turn_until_rebuilt(journal, "3", "1020827427888435212");
    assert_false(holds(journal, KEY, "[1]"));
    assert_true(holds(journal, OTHER_KEY, "[2]"));
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_int_equal(journal_counts(journal).waiting, 2);
    journal_destroy(&journal);
}

/* ---- A start without a file. */

static void in_a_place_that_is_no_folder_rows_are_accepted_and_move_once_there_is_one(void **state)
{
    (void)state;
    char state_dir[100], file[120];
    snprintf(state_dir, sizeof(state_dir), "%s", file_named("state"));
    FILE *in_its_place = fopen(state_dir, "w");
    fclose(in_its_place);
    struct journal *journal = created(state_dir, "home", PATIENCE_MS);
    save(journal);
    assert_true(journal_is_open(journal));
    assert_true(journal_condition(journal).in_memory);
    assert_true(err_is(journal_condition(journal).trouble));
    assert_false(put(journal, "1", KEY, "[1]", 1000));
    assert_true(put(journal, "1", KEY, "[2]", 1001));
    assert_true(holds(journal, KEY, "[1]"));
    assert_int_equal(unlink(state_dir), 0);
    turn_until_trouble(journal, false);
    assert_false(journal_condition(journal).in_memory);
    journal_destroy(&journal);
    journal = opened(state_dir);
    assert_true(holds(journal, KEY, "[1]"));
    assert_true(put(journal, "1", KEY, "[2]", 1002));
    journal_destroy(&journal);
    snprintf(file, sizeof(file), "%s/outbox.db", state_dir);
    assert_int_equal(unlink(file), 0);
    snprintf(file, sizeof(file), "%s/" OUTBOX_LOCK_NAME, state_dir);
    assert_int_equal(unlink(file), 0);
}

static void what_a_file_that_comes_back_knows_is_older_than_what_was_accepted_without_it(void **state)
{
    (void)state;
    char hidden[100];
    struct oldest_rows oldest = {.count = 0};
    snprintf(hidden, sizeof(hidden), "%s.hidden", folder);
    struct journal *journal = opened(folder);
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", OTHER_KEY, "[2]", 1001);
    put(journal, "3", "1020827427888435212", "[3]", 1002);
    journal_destroy(&journal);
    assert_int_equal(rename(folder, hidden), 0);
    fclose(fopen(folder, "w"));
    journal = impatient();
    put(journal, "4", KEY, "[4]", 2000);
    put(journal, "5", OTHER_KEY, "[5]", 2001);
    oldest_rows_load(&oldest, journal);
    assert_int_equal(journal_settle(journal, oldest.rows, 1), 1); /* the first one's is in the sheet */
    save(journal);
    assert_int_equal(unlink(folder), 0);
    assert_int_equal(rename(hidden, folder), 0);
    turn_until_trouble(journal, false);
    assert_int_equal(journal_counts(journal).waiting, 2);
    assert_false(holds(journal, KEY, "[1]"));
    assert_true(holds(journal, OTHER_KEY, "[5]"));
    assert_true(holds(journal, "1020827427888435212", "[3]"));
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
}

static void with_a_folder_in_its_place_rows_are_refused_until_it_goes(void **state)
{
    (void)state;
    assert_int_equal(mkdir(file_named("outbox.db"), 0700), 0);
    struct journal *journal = impatient();
    assert_true(journal_is_open(journal)); /* nothing can wait in it: the sheet is served */
    assert_false(journal_condition(journal).in_memory);
    assert_int_equal(store_code(refused(journal, "1", KEY)), STORE_CANNOT_OPEN);
    assert_int_equal(rmdir(file_named("outbox.db")), 0);
    turn_until_trouble(journal, false);
    assert_false(put(journal, "1", KEY, "[1]", 1000));
    journal_destroy(&journal);
}

static void kill_without_a_word(struct journal *journal, const char *saved_in)
{
    copy_file("outbox.db", saved_in);
    copy_file("outbox.db-wal", saved_in);
    journal_destroy(&journal); /* checkpoints, which a kill does not */
    char command[900];
    snprintf(command, sizeof(command), "rm %s/*; cp %s/* %s/", folder, saved_in, folder);
    assert_int_equal(system(command), 0);
}

static void an_empty_file_is_taken_out_of_its_log_and_said(void **state)
{
    (void)state;
    for (int gone = 0; gone < 2; gone++) {
        char saved_in[] = "/tmp/vigie-journal-XXXXXX", command[200];
        assert_non_null(mkdtemp(saved_in));
        struct journal *journal = opened(folder);
        put(journal, "1", KEY, "[1]", 1000);
        kill_without_a_word(journal, saved_in);
        assert_int_equal(gone ? unlink(file_named("outbox.db")) : truncate(file_named("outbox.db"), 0), 0);
        journal = opened(folder);
        assert_true(holds(journal, KEY, "[1]"));
        assert_true(journal_condition(journal).emptied);
        assert_true(put(journal, "1", KEY, "[2]", 1001));
        journal_destroy(&journal);
        snprintf(command, sizeof(command), "rm -r %s %s/*", saved_in, folder);
        assert_int_equal(system(command), 0);
    }
}

static void an_empty_file_without_a_log_is_said(void **state)
{
    (void)state;
    fclose(fopen(file_named("outbox.db"), "w"));
    struct journal *journal = opened(folder);
    assert_true(journal_condition(journal).emptied);
    assert_false(journal_condition(journal).emptied); /* once */
    put(journal, "1", KEY, "[1]", 1000);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_false(journal_condition(journal).emptied);
    journal_destroy(&journal);
}

static void another_programs_database_is_kept_and_not_used(void **state)
{
    (void)state;
    static const char *const FOREIGN[] = {
        "CREATE TABLE rows (a TEXT); PRAGMA user_version = 2", /* as if it were ours, and complete */
        "CREATE TABLE bookmarks (url TEXT)",
    };
    for (size_t i = 0; i < 2; i++) {
        sqlite3 *other = NULL;
        char command[200];
        assert_int_equal(sqlite3_open(file_named("outbox.db"), &other), SQLITE_OK);
        assert_int_equal(sqlite3_exec(other, FOREIGN[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(other);
        struct journal *journal = opened(folder);
        assert_true(journal_condition(journal).moved_aside);
        assert_false(put(journal, "1", KEY, "[1]", 1000));
        journal_destroy(&journal);
        snprintf(command, sizeof(command), "ls %s/outbox.db.corrupt-* > /dev/null && rm %s/*", folder,
                 folder);
        assert_int_equal(system(command), 0);
    }
}

static void note_kept(void *ctx)
{
    ++*(unsigned *)ctx;
}

static void who_wants_a_memo_kept_first_is_told_when_the_disk_says_no(void **state)
{
    (void)state;
    unsigned kept = 0;
    struct journal *journal = opened(folder);
    (void)put(journal, "op-1", KEY, "[1]", 1);
    atomic_store(&flushes_fail, true);
    journal_keep_memo_first(journal, "name", "value", note_kept, &kept);
    while (!kept)
        save(journal);
    assert_true(err_is(journal_trouble(journal)));
    atomic_store(&flushes_fail, false);
    turn_until_trouble(journal, false);
    assert_int_equal(kept, 1);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_string_equal(journal_memo(journal, "name"), "value"); /* it was tried again all the same */
    journal_destroy(&journal);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(nothing_is_read_or_accepted_while_another_one_writes),
        IN_FOLDER(on_a_full_disk_what_is_done_waits_no_more_and_leaves_when_there_is_room),
        IN_FOLDER(once_the_disk_was_waited_for_nobody_waits_for_it_again),
        IN_FOLDER(a_fault_that_is_short_is_not_felt),
        IN_FOLDER(who_wants_a_memo_kept_first_is_told_when_the_disk_says_no),
        IN_FOLDER(what_was_refused_for_a_failed_flush_is_not_there_after_a_kill),
        IN_FOLDER(while_somebody_holds_the_file_puts_wait),
        IN_FOLDER(a_file_that_is_held_at_the_start_is_waited_for),
        IN_FOLDER(a_file_that_is_deleted_is_made_anew),
        IN_FOLDER(a_file_that_is_emptied_is_made_anew),
        IN_FOLDER(a_file_that_another_one_replaces_is_made_anew),
        IN_FOLDER(what_an_old_copy_of_the_file_holds_does_not_come_back),
        IN_FOLDER(in_a_place_that_is_no_folder_rows_are_accepted_and_move_once_there_is_one),
        IN_FOLDER(what_a_file_that_comes_back_knows_is_older_than_what_was_accepted_without_it),
        IN_FOLDER(with_a_folder_in_its_place_rows_are_refused_until_it_goes),
        IN_FOLDER(an_empty_file_is_taken_out_of_its_log_and_said),
        IN_FOLDER(an_empty_file_without_a_log_is_said),
        IN_FOLDER(another_programs_database_is_kept_and_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
