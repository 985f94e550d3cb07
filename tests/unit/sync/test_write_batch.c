/* A batch that landed leaves the journal and shows in the image; one that did not stays. */
#include "write_batch.h"

#include "../outbox/journal_fixture.h"

static const struct api_place PLACE = {"https://x", "id", "T", 0};
static struct write_batch the_batch;

static struct journal *journal_with(const char *key, const char *b)
{
    struct journal *journal = opened(NULL);
    put(journal, "op", key, b, 1);
    return journal;
}

static void a_landed_insert_is_seen_without_another_read(void **state)
{
    (void)state;
    struct journal *journal = journal_with("1020827427888435210", "[1]");
    struct row_map *map = row_map_create();
    struct api_request request;
    size_t settled;
    assert_int_equal(write_batch_plan(&the_batch, journal, map, &settled), PLAN_INSERTS);
    write_batch_fill(&the_batch, &PLACE, &request);
    assert_non_null(strstr(request.body.data, "appendCells"));
    api_request_free(&request);
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_int_equal(write_batch_landed(&the_batch, journal, map, (const bool[]){true}), 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    assert_string_equal(row_map_find(map, 1020827427888435210u)->b, "[1]");
    row_map_destroy(&map);
    journal_destroy(&journal);
    write_batch_free(&the_batch);
}

static void a_row_that_was_not_met_where_it_was_written_waits_on(void **state)
{
    (void)state;
    struct journal *journal = journal_with("1020827427888435210", "[1]");
    struct row_map *map = row_map_create();
    size_t settled;
    row_map_add(map, 7, 1020827427888435210u, "[]", "{}", "");
    assert_int_equal(write_batch_plan(&the_batch, journal, map, &settled), PLAN_UPDATES);
    assert_int_equal(write_batch_landed(&the_batch, journal, map, (const bool[]){false}), 0);
    assert_int_equal(journal_counts(journal).waiting, 1);
    assert_string_equal(row_map_find(map, 1020827427888435210u)->b, "[]"); /* as far as anybody knows */
    row_map_destroy(&map);
    journal_destroy(&journal);
    write_batch_free(&the_batch);
}

static void an_insert_that_landed_unseen_is_not_sent_again(void **state)
{
    (void)state;
    struct journal *journal = journal_with("1020827427888435210", "[1]");
    struct row_map *map = row_map_create();
    size_t settled;
    row_map_add(map, 2, 1020827427888435210u, "[1]", "{}",
                ""); /* what the read after an ambiguous answer shows */
    assert_int_equal(write_batch_plan(&the_batch, journal, map, &settled), PLAN_NOTHING);
    assert_int_equal(settled, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    row_map_destroy(&map);
    journal_destroy(&journal);
    write_batch_free(&the_batch);
}

static void a_refused_row_is_buried_when_it_stands_alone(void **state)
{
    (void)state;
    struct journal *journal = journal_with("1020827427888435210", "[1]");
    struct row_map *map = row_map_create();
    size_t settled;
    assert_int_equal(write_batch_plan(&the_batch, journal, map, &settled), PLAN_INSERTS);
    const struct waiting_row *culprit = write_batch_refused(&the_batch, journal, "why");
    assert_non_null(culprit);
    assert_string_equal(culprit->row.key, "1020827427888435210");
    assert_int_equal(journal_counts(journal).dead, 1);
    row_map_destroy(&map);
    journal_destroy(&journal);
    write_batch_free(&the_batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_landed_insert_is_seen_without_another_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_that_was_not_met_where_it_was_written_waits_on, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_insert_that_landed_unseen_is_not_sent_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_refused_row_is_buried_when_it_stands_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
