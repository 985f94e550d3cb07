/* Changes that are kept until their row was read: on disk before anybody is told, out of the list by the
 * transaction that puts them into a row, and by no other. */
#include "journal_fixture.h"

#define CHANGE "{\"user\":\"7\"}"

static uint64_t id_of_key(void)
{
    return strtoull(KEY, NULL, 10);
}

static bool keep(struct journal *journal, const char *op)
{
    struct ending ending = {0};
    assert_false(err_is(journal_keep(journal, op, KEY, CHANGE, 1000, put_ended, &ending)));
    while (!ending.times)
        save(journal);
    assert_false(err_is(ending.error));
    return ending.how == JOURNAL_REPEATED;
}

static struct err fold(struct journal *journal, const char *b)
{
    struct ending ending = {0};
    const struct row row = {KEY, b, "{}", ""};
    assert_false(err_is(journal_fold(journal, &row, 2000, put_ended, &ending)));
    while (!ending.times)
        save(journal);
    return ending.error;
}

static void assert_kept(const struct journal *journal, const char *ops)
{
    char found[64] = "";
    const struct kept_changes *kept = journal_kept(journal);
    for (const struct kept_change *c = kept_changes_of(kept, id_of_key(), NULL); c;
         c = kept_changes_of(kept, id_of_key(), c))
        strcat(found, c->op);
    assert_string_equal(found, ops);
    assert_int_equal(journal_counts(journal).kept, strlen(ops));
}

static struct journal *reopened(struct journal *journal)
{
    journal_destroy(&journal);
    return opened(folder);
}

static void what_is_kept_outlives_everything_and_is_known_by_its_operation(void **state)
{
    (void)state;
    struct row row;
    struct journal *journal = opened(folder);
    assert_false(keep(journal, "a"));
    assert_false(keep(journal, "b"));
    assert_true(keep(journal, "a"));
    assert_kept(journal, "ab");
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 1000);
    journal = reopened(journal);
    assert_kept(journal, "ab");
    assert_false(journal_find(journal, KEY, &row));
    assert_true(keep(journal, "b"));
    assert_true(put(journal, "a", KEY, "[1]", 1500)); /* as a press of an earlier life */
    assert_false(journal_find(journal, KEY, &row));
    journal_destroy(&journal);
}

static void it_goes_with_the_row_that_holds_it(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    keep(journal, "a");
    keep(journal, "b");
    assert_false(err_is(fold(journal, "[7]")));
    assert_kept(journal, "");
    assert_true(holds(journal, KEY, "[7]"));
    keep(journal, "c");
    journal = reopened(journal);
    assert_kept(journal, "c");
    assert_true(holds(journal, KEY, "[7]"));
    assert_true(keep(journal, "b"));
    assert_kept(journal, "c");
    assert_false(err_is(fold(journal, "[8]")));
    journal = reopened(journal);
    assert_kept(journal, "");
    assert_true(holds(journal, KEY, "[8]"));
    journal_destroy(&journal);
}

static void a_row_that_knows_nothing_of_it_takes_nothing_away(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    keep(journal, "a");
    const struct row row = {KEY, "[5]", "{}", ""};
    assert_true(journal_write_again(journal, &row, 1500));
    put(journal, "z", KEY, "[6]", 1600);
    journal = reopened(journal);
    assert_kept(journal, "a");
    journal_destroy(&journal);
}

static void what_the_disk_does_not_take_stays_kept_and_is_no_row(void **state)
{
    (void)state;
    struct journal *journal = created(folder, "home", 1);
    save(journal);
    keep(journal, "a");
    atomic_store(&flushes_fail, true);
    assert_true(err_is(fold(journal, "[7]")));
    assert_kept(journal, "a");
    assert_false(holds(journal, KEY, "[7]"));
    atomic_store(&flushes_fail, false);
    turn_until_trouble(journal, false);
    assert_false(err_is(fold(journal, "[7]")));
    journal = reopened(journal);
    assert_kept(journal, "");
    assert_true(holds(journal, KEY, "[7]"));
    journal_destroy(&journal);
}

static void it_belongs_to_its_sheet(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    keep(journal, "a");
    journal_destroy(&journal);
    journal = created(folder, "other", 0);
    save(journal);
    assert_kept(journal, "");
    assert_int_equal(journal_counts(journal).parked, 1);
    journal_destroy(&journal);
    journal = opened(folder);
    assert_kept(journal, "a");
    assert_int_equal(journal_counts(journal).parked, 0);
    journal_destroy(&journal);
}

static void rebuild(struct journal *journal)
{
    struct journal_condition c = {0};
    assert_int_equal(unlink(file_named("outbox.db")), 0);
    put(journal, "x", OTHER_KEY, "[2]", 2000);
    while (!c.rebuilt) {
        c = journal_condition(journal);
        if (!c.rebuilt)
            save(journal);
    }
    turn_until_trouble(journal, false);
}

static void it_is_in_a_file_that_is_made_anew(void **state)
{
    (void)state;
    struct journal *journal = opened(folder);
    keep(journal, "a");
    keep(journal, "b");
    rebuild(journal);
    assert_kept(journal, "ab");
    journal = reopened(journal);
    assert_kept(journal, "ab");
    assert_false(err_is(fold(journal, "[7]")));
    rebuild(journal);
    journal = reopened(journal);
    assert_kept(journal, "");
    assert_true(holds(journal, KEY, "[7]"));
    journal_destroy(&journal);
}

/* Kept while the file was away: what waits in it for the same row is not older than that. */
static void a_file_that_comes_back_keeps_the_row_that_waits_in_it(void **state)
{
    (void)state;
    char hidden[100];
    snprintf(hidden, sizeof(hidden), "%s.hidden", folder);
    struct journal *journal = opened(folder);
    put(journal, "1", KEY, "[1]", 1000);
    journal_destroy(&journal);
    assert_int_equal(rename(folder, hidden), 0);
    fclose(fopen(folder, "w"));
    journal = created(folder, "home", 1);
    save(journal);
    keep(journal, "a");
    assert_int_equal(unlink(folder), 0);
    assert_int_equal(rename(hidden, folder), 0);
    turn_until_trouble(journal, false);
    assert_kept(journal, "a");
    assert_true(holds(journal, KEY, "[1]"));
    journal = reopened(journal);
    assert_kept(journal, "a");
    assert_true(holds(journal, KEY, "[1]"));
    journal_destroy(&journal);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_is_kept_outlives_everything_and_is_known_by_its_operation),
        IN_FOLDER(it_goes_with_the_row_that_holds_it),
        IN_FOLDER(a_row_that_knows_nothing_of_it_takes_nothing_away),
        IN_FOLDER(what_the_disk_does_not_take_stays_kept_and_is_no_row),
        IN_FOLDER(it_belongs_to_its_sheet),
        IN_FOLDER(it_is_in_a_file_that_is_made_anew),
        IN_FOLDER(a_file_that_comes_back_keeps_the_row_that_waits_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
