/* What was accepted stays until it is in the sheet, over restarts and repetitions, and nobody is told before
 * it is on disk. */
#include "journal_fixture.h"

#include "journal_inside.h"
#include "oldest_rows.h"

#include <sys/stat.h>

#define OPERATIONS_MOST 100000

static void nobody_is_told_before_it_is_on_disk_and_the_loop_flushes_nothing(void **state)
{
    (void)state;
    struct ending first, second;
    struct journal *journal = opened(folder);
    atomic_store(&flush_ms, 20);
    atomic_store(&flushes, 0);
    offer(journal, "1", KEY, "[1]", 1000, &first);
    offer(journal, "2", OTHER_KEY, "[2]", 1001, &second);
    assert_int_equal(first.times, 0);
    assert_true(journal_awaits(journal, KEY));
    assert_false(holds(journal, KEY, "[1]")); /* reads show what is safe */
    assert_int_equal(journal_counts(journal).waiting, 0);
    save(journal);
    assert_int_equal(first.times + second.times, 2);
    assert_true(atomic_load(&flushes) > 0 &&
                atomic_load(&flushes) <= 2); /* of the log and of its head: one commit */
    assert_false(journal_awaits(journal, KEY));
    assert_true(holds(journal, KEY, "[1]") && holds(journal, OTHER_KEY, "[2]"));
    assert_int_equal(news, 1);
    journal_destroy(&journal);
    assert_int_equal(atomic_load(&flushes_on_loop), 0);
}

/* The gateway-worker waits for 5 s and asks again: that must not take another turn of a disk that takes 5 s. */
static void what_is_offered_again_meanwhile_is_told_with_the_first(void **state)
{
    (void)state;
    struct ending first, again, once_more;
    struct journal *journal = opened(folder);
    offer(journal, "1", KEY, "[1]", 1000, &first);
    offer(journal, "1", KEY, "[1]", 1001, &again);
    atomic_store(&flush_ms, 20);
    journal_begin_job(journal); /* it is on its way */
    offer(journal, "1", KEY, "[1]", 1002, &once_more);
    uint64_t flushes_before = atomic_load(&flushes);
    save(journal);
    assert_int_equal(first.how, JOURNAL_STORED);
    assert_int_equal(again.how, JOURNAL_REPEATED);
    assert_int_equal(once_more.how, JOURNAL_REPEATED);
    assert_int_equal(first.times + again.times + once_more.times, 3);
    assert_true(atomic_load(&flushes) - flushes_before <= 2);
    journal_destroy(&journal);
}

static void what_comes_before_the_file_is_open_waits_for_it(void **state)
{
    (void)state;
    struct ending ending;
    struct journal *journal = created(folder, "home", 0);
    assert_false(journal_is_open(journal));
    offer(journal, "1", KEY, "[1]", 1000, &ending);
    save(journal);
    assert_int_equal(opens, 1);
    assert_int_equal(ending.times, 1);
    assert_false(err_is(ending.error));
    journal_destroy(&journal);
}

static void the_newest_row_of_a_key_counts_and_keeps_its_place(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    struct ending ending;
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", OTHER_KEY, "[5]", 2000);
    offer(journal, "3", KEY, "[2]", 3000, &ending);
    save(journal);
    assert_int_equal(ending.how, JOURNAL_REPLACED);
    assert_true(holds(journal, KEY, "[2]"));
    struct journal_counts counts = journal_counts(journal);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.oldest_wall_ms, 1000);
    struct oldest_rows oldest = {.count = 0};
    oldest_rows_load(&oldest, journal);
    assert_int_equal(oldest.count, 2);
    assert_string_equal(oldest.rows[0].row.key, KEY);
    assert_string_equal(oldest.rows[0].row.b, "[2]");
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
}

/* Each of them may come alone after a crash. */
static void operations_that_are_applied_together_are_known_one_by_one(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    assert_false(put(journal, "1,2,3", KEY, "[1]", 1000));
    assert_true(put(journal, "1,2,3", KEY, "[2]", 1001));
    assert_true(put(journal, "2", KEY, "[3]", 1002));
    assert_true(put(journal, "3", KEY, "[4]", 1003));
    assert_false(put(journal, "3", OTHER_KEY, "[4]", 1004));
    assert_false(put(journal, "4", KEY, "[5]", 1005));
    assert_true(holds(journal, KEY, "[5]"));
    journal_destroy(&journal);
}

static void a_repeated_operation_changes_nothing(void **state)
{
    (void)state;
    struct ending first, second;
    struct journal *journal = opened(folder);
    offer(journal, "op", KEY, "[1]", 1000, &first);
    offer(journal, "op", KEY, "[2]", 1001, &second); /* within the same transaction too */
    save(journal);
    assert_int_equal(first.how, JOURNAL_STORED);
    assert_int_equal(second.how, JOURNAL_REPEATED);
    assert_true(put(journal, "op", KEY, "[3]", 1002));
    assert_true(holds(journal, KEY, "[1]"));
    for (int late = 0; late < 2; late++) {
        journal_sweep(journal, 1000 + late + JOURNAL_OPS_KEPT_MS);
        save(journal);
        journal_destroy(&journal);
        journal = opened(folder);
        assert_int_equal(put(journal, "op", KEY, "[3]", 1003), !late);
    }
    journal_destroy(&journal);
}

static void of_operations_the_newest_are_known(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    char op[32];
    const struct row row = {KEY, "[1]", "{}", ""};
    for (int n = 0; n < OPERATIONS_MOST + 10; n++) {
        snprintf(op, sizeof(op), "%d", n);
        assert_false(err_is(journal_put(journal, op, &row, 1000 + n, NULL, NULL)));
        if (n % 1000 == 0)
            save(journal);
    }
    assert_true(put(journal, "11", KEY, "[2]", 2000000)); /* before it is forgotten with the next one */
    assert_false(put(journal, "9", KEY, "[2]", 2000000));
    journal_destroy(&journal);
}

static void a_version_leaves_only_while_it_is_the_newest(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    struct oldest_rows oldest = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    oldest_rows_load(&oldest, journal);
    put(journal, "2", KEY, "[2]", 1001); /* while the first is in flight */
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 0);
    assert_true(holds(journal, KEY, "[2]"));
    oldest_rows_load(&oldest, journal);
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 1);
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 0);
    assert_false(holds(journal, KEY, "[2]"));
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 0);
    oldest_rows_free(&oldest);
    save(journal);
    journal_destroy(&journal);
    journal = opened(folder); /* the file knows it too */
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_true(put(journal, "2", KEY, "[9]", 1002));
    journal_destroy(&journal);
}

static void a_put_that_comes_while_its_predecessor_leaves_stays(void **state)
{
    (void)state;
    struct ending ending;
    struct journal *journal = opened(folder);
    struct oldest_rows oldest = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    oldest_rows_load(&oldest, journal);
    offer(journal, "2", KEY, "[2]", 1001, &ending);
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count),
                     1); /* both go with one transaction */
    save(journal);
    assert_true(holds(journal, KEY, "[2]"));
    journal_destroy(&journal);
    journal = opened(folder);
    assert_true(holds(journal, KEY, "[2]"));
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
}

static void a_dead_letter_is_kept_readable_and_left_alone_until_the_next_start(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    struct oldest_rows oldest = {.count = 0};
    put(journal, "1", KEY, "[1]", 1000);
    oldest_rows_load(&oldest, journal);
    journal_bury(journal, &oldest.rows[0], "because");
    journal_bury(journal, &oldest.rows[0], "twice");
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_true(holds(journal, KEY, "[1]"));
    save(journal);
    journal_destroy(&journal);
    journal = opened(folder); /* one more try */
    assert_int_equal(journal_counts(journal).dead, 0);
    assert_int_equal(journal_counts(journal).waiting, 1);
    oldest_rows_load(&oldest, journal);
    journal_bury(journal, &oldest.rows[0], "because");
    put(journal, "2", KEY, "[2]", 5000); /* a new version may be better */
    assert_int_equal(journal_counts(journal).dead, 0);
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 5000);
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
}

static void a_row_that_had_left_and_does_not_stay_is_kept_aside_and_waits_again_after_a_start(void **state)
{
    (void)state;
    const struct row row = {KEY, "[1]", "{}", ""};
    struct journal *journal = opened(folder);
    assert_true(journal_bury_again(journal, &row, "because", 1000));
    assert_false(journal_bury_again(journal, &row, "because", 1000)); /* it is aside already */
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_true(holds(journal, KEY, "[1]"));
    save(journal);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_true(holds(journal, KEY, "[1]"));
    assert_false(journal_bury_again(journal, &row, "because", 2000)); /* what waits is newer */
    assert_int_equal(journal_counts(journal).dead, 0);
    journal_destroy(&journal);
}

static void what_was_stored_survives_and_is_counted_from_where_it_was(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    put(journal, "1", KEY, "[1]", 1000);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_true(holds(journal, KEY, "[1]"));
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 1000);
    struct oldest_rows oldest = {.count = 0};
    oldest_rows_load(&oldest, journal);
    put(journal, "2", KEY, "[2]", 1002); /* its version is a later one */
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 0);
    assert_true(put(journal, "1", KEY, "[9]", 1003)); /* operations are remembered too */
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
}

static void who_waits_at_the_end_is_told(void **state)
{
    (void)state;
    struct ending ending;
    struct journal *journal = opened(folder);
    offer(journal, "1", KEY, "[1]", 1000, &ending);
    journal_destroy(&journal);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.error.kind, ERR_UNAVAILABLE);
}

static void a_row_that_must_be_written_again_waits_at_once_and_over_a_restart(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    const struct row row = {KEY, "[1]", "{}", ""};
    assert_true(journal_write_again(journal, &row, 1000));
    assert_true(holds(journal, KEY, "[1]"));
    assert_false(journal_write_again(journal, &row, 1001)); /* it waits already */
    struct ending ending;
    offer(journal, "1", OTHER_KEY, "[2]", 1002, &ending);
    const struct row older = {OTHER_KEY, "[1]", "{}", ""};
    assert_false(journal_write_again(journal, &older, 1003)); /* something newer is on its way */
    save(journal);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_true(holds(journal, KEY, "[1]") && holds(journal, OTHER_KEY, "[2]"));
    journal_destroy(&journal);
}

static void changes_of_a_row_that_changed_again_are_not_saved_over_it(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    struct oldest_rows oldest = {.count = 0};
    const struct row row = {KEY, "[1]", "{}", ""};
    assert_true(journal_write_again(journal, &row, 1000));
    oldest_rows_load(&oldest, journal);
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 1);
    assert_true(journal_write_again(journal, &row, 1001));
    put(journal, "1", KEY, "[2]", 1002);
    oldest_rows_free(&oldest);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_true(holds(journal, KEY, "[2]"));
    journal_destroy(&journal);
}

static void over_a_cap_a_put_is_refused_at_once(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    const struct row row = {KEY, "[1]", "{}", ""};
    struct err e = ERR_OK;
    int taken = -1, followers = -1;
    char op[16];
    for (; !err_is(e); followers++)
        e = journal_put(journal, "0", &row, 1, NULL, NULL);
    assert_int_equal(followers, 17); /* one, and the sixteen that offer it again */
    assert_int_equal(e.kind, ERR_FULL);
    for (e = ERR_OK; !err_is(e); e = journal_put(journal, op, &row, 1, NULL, NULL))
        snprintf(op, sizeof(op), "op-%d", ++taken);
    assert_int_equal(taken, JOURNAL_PUTS_MAX - 1); /* and the first one */
    assert_int_equal(e.kind, ERR_FULL);
    save(journal);
    assert_false(put(journal, "another", KEY, "[2]", 2));
    journal_destroy(&journal);
}

static void long_rows_are_refused_over_the_cap_of_bytes(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    static char text[60000];
    char key[32];
    struct err e = ERR_OK;
    memset(text, '7', sizeof(text) - 1);
    for (int i = 0; i < 4000 && !err_is(e); i++) {
        snprintf(key, sizeof(key), "10208274278884%05d", i);
        const struct row row = {key, text, "{}", ""};
        e = journal_put(journal, key, &row, 1, NULL, NULL);
        if (i % 100 == 0)
            save(journal);
    }
    assert_int_equal(e.kind, ERR_FULL);
    journal_destroy(&journal);
}

/* A statement that is left open on a row would keep SQLite from ever beginning its log anew. */
static void the_write_ahead_log_does_not_grow_for_ever(void **state)
{
    (void)state;
    char key[24], op[24], long_text[4000];
    memset(long_text, '7', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    struct journal *journal = opened(folder);
    journal_keep_memo(journal, "tab", "42");
    for (int i = 0; i < 6000; i++) {
        snprintf(op, sizeof(op), "op-%d", i);
        snprintf(key, sizeof(key), "10208274278884352%02d", i % 100);
        const struct row row = {key, long_text, "{}", ""};
        assert_false(err_is(journal_put(journal, op, &row, 1000 + i, NULL, NULL)));
        if (i % 50 == 49)
            save(journal);
    }
    struct stat seen;
    assert_int_equal(stat(file_named("outbox.db-wal"), &seen), 0);
    assert_true(seen.st_size < 8 * 1024 * 1024);
    journal_destroy(&journal);
}

static void memos_are_kept(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    assert_string_equal(journal_memo(journal, "tab"), "");
    journal_keep_memo(journal, "tab", "42");
    journal_keep_memo(journal, "tab", "43");
    assert_string_equal(journal_memo(journal, "tab"), "43");
    save(journal);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_string_equal(journal_memo(journal, "tab"), "43");
    journal_destroy(&journal);
}

struct kept {
    unsigned times, flushes;
};

static void note_kept(void *ctx)
{
    struct kept *kept = ctx;
    kept->times++;
    kept->flushes = atomic_load(&flushes);
}

static void
a_memo_that_is_kept_first_is_on_disk_when_it_is_told_and_costs_no_commit_beside_a_put(void **state)
{
    (void)state;
    struct ending ending;
    struct kept kept = {0};
    struct journal *journal = opened(folder);
    (void)put(journal, "op-1", KEY, "[1]", 1);
    atomic_store(&flushes, 0);
    journal_keep_memo_first(journal, "name", "value", note_kept, &kept);
    assert_int_equal(kept.times, 0);
    offer(journal, "op-2", KEY, "[2]", 2, &ending);
    save(journal);
    assert_int_equal(kept.times, 1);
    assert_int_equal(ending.times, 1);
    assert_in_range(kept.flushes, 1, 2);                                 /* told after the flush ... */
    assert_int_equal(atomic_load(&flushes), kept.flushes);               /* ... which was the only one */
    journal_keep_memo_first(journal, "name", "value", note_kept, &kept); /* the same again: told again */
    save(journal);
    assert_int_equal(kept.times, 2);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_string_equal(journal_memo(journal, "name"), "value");
    journal_destroy(&journal);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_memo_that_is_kept_first_is_on_disk_when_it_is_told_and_costs_no_commit_beside_a_put),
        IN_FOLDER(nobody_is_told_before_it_is_on_disk_and_the_loop_flushes_nothing),
        IN_FOLDER(what_is_offered_again_meanwhile_is_told_with_the_first),
        IN_FOLDER(what_comes_before_the_file_is_open_waits_for_it),
        IN_FOLDER(the_newest_row_of_a_key_counts_and_keeps_its_place),
        IN_FOLDER(a_repeated_operation_changes_nothing),
        IN_FOLDER(operations_that_are_applied_together_are_known_one_by_one),
        IN_FOLDER(of_operations_the_newest_are_known),
        IN_FOLDER(a_version_leaves_only_while_it_is_the_newest),
        IN_FOLDER(a_put_that_comes_while_its_predecessor_leaves_stays),
        IN_FOLDER(a_dead_letter_is_kept_readable_and_left_alone_until_the_next_start),
        IN_FOLDER(a_row_that_had_left_and_does_not_stay_is_kept_aside_and_waits_again_after_a_start),
        IN_FOLDER(what_was_stored_survives_and_is_counted_from_where_it_was),
        IN_FOLDER(who_waits_at_the_end_is_told),
        IN_FOLDER(a_row_that_must_be_written_again_waits_at_once_and_over_a_restart),
        IN_FOLDER(changes_of_a_row_that_changed_again_are_not_saved_over_it),
        IN_FOLDER(over_a_cap_a_put_is_refused_at_once),
        IN_FOLDER(long_rows_are_refused_over_the_cap_of_bytes),
        IN_FOLDER(the_write_ahead_log_does_not_grow_for_ever),
        IN_FOLDER(memos_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
