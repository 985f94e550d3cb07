/* The driver: which request follows from which answer, and what becomes of the rows that wait. */
#include "sync_fixture.h"

static void a_new_row_is_appended_once_the_sheet_was_read(void **state)
{
    (void)state;
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    assert_asked("POST", "S:batchUpdate", "appendCells");
    assert_non_null(strstr(asked.body, ONE));
    assert_int_equal(waiting(), 1); /* until Google has confirmed it */
    answer(WRITTEN);
    assert_int_equal(waiting(), 0);
    assert_string_equal(image_of(1020827427888435210u)->b, "[1]");
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_WRITTEN), 1);
    assert_int_equal(condition.state, CONDITION_WORKS);
}

static void a_known_row_is_overwritten_where_it_stands(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    assert_int_equal(images, 1);
    assert_false(asked.waits);
    put(ONE, "[1]");
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:B2");
    answer(MET(FELL_ON(ONE)));
    assert_int_equal(waiting(), 0);
}

static void each_write_is_by_a_read_of_its_own(void **state)
{
    (void)state;
    const char sheet[] = ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]");
    start_with(sheet);
    pass(CACHE_BEGIN_MS + 1);
    put(ONE, "[1]");
    assert_asked("GET", "/values/", "");
    answer(sheet);
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:B2");
    answer(MET(FELL_ON(ONE)));
    put(ONE, "[2]");
    pass(1250);
    assert_asked("GET", "/values/", "");
}

static void what_was_written_is_looked_at_once_more(void **state)
{
    (void)state;
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    answer(WRITTEN);
    size_t before = asked.count;
    pass(4900);
    assert_int_equal(asked.count, before);
    pass(200);
    assert_asked("GET", "/values/", "");
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    before = asked.count;
    pass(300000);
    assert_int_equal(asked.count, before);
}

static void a_row_that_is_not_there_after_all_is_written_again(void **state)
{
    (void)state;
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    answer(WRITTEN);
    for (unsigned reads = 0; reads < 40 && waiting() == 0; reads++) { /* for 30 s it may lag */
        until_asked();
        answer(ROWS(HEADER));
    }
    assert_asked("POST", "S:batchUpdate", ONE);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_CONFLICTS), 1);
    assert_true(metrics_get(&metrics, METRIC_SHEETS_LAGGING) > 0);
}

static void a_read_that_lags_is_no_news(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    answer(MET(FELL_ON(ONE)));
    sync_want_read(sync_);
    turn();
    unsigned troubles_before = troubles;
    answer(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    assert_int_equal(troubles, troubles_before + 1);               /* who waits is told what is known */
    assert_string_equal(image_of(1020827427888435210u)->b, "[1]"); /* as Google had confirmed */
    assert_int_equal(waiting(), 0);
    assert_false(asked.waits);
    pass(2000);
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    assert_int_equal(images, 2);
}

/* ---- Doubt. */

static void after_an_ambiguous_answer_the_sheet_is_read_before_anything_is_sent_again(void **state)
{
    (void)state;
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    refuse(OUTCOME_AMBIGUOUS);
    assert_int_equal(condition.state, CONDITION_FAILS);
    until_asked();
    assert_asked("GET", "/values/", "");
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    assert_int_equal(waiting(), 0); /* it had landed: not sent again */
    assert_int_equal(condition.state, CONDITION_WORKS);
    pass(200000);
    assert_asked("GET", "/values/", "");
}

static void what_an_unanswered_write_may_have_changed_is_no_persons_doing(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"],[\"" TWO "\",\"[2]\",\"{}\"]"));
    put(ONE, "[1]");
    refuse(OUTCOME_AMBIGUOUS);
    sync_reconcile(sync_);
    until_asked();
    answer(ROWS(HEADER ",[\"" TWO "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[]\",\"{}\"]"));
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_DIVERGED), 0);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_CONFLICTS), 1); /* it fell on the other one */
}

static void an_answer_that_cannot_be_read_is_as_ambiguous(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    answer("<html>");
    assert_int_equal(waiting(), 1);
    until_asked();
    assert_asked("GET", "/values/", "");
}

/* Sent, nobody knows whether it landed; then sent again, and now it stands twice. */
static void make_a_duplicate(void)
{
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    refuse(OUTCOME_AMBIGUOUS);
    until_asked();
    answer(ROWS(HEADER));
    until_asked();
    assert_asked("POST", "S:batchUpdate", "appendCells");
    answer(WRITTEN);
    until_asked();
    assert_asked("GET", "/values/", "");
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    until_asked();
    assert_asked("GET", "3%3A3", ""); /* the second of them, whole */
}

static void a_row_that_a_late_write_doubled_is_cleared(void **state)
{
    (void)state;
    make_a_duplicate();
    answer("{\"range\":\"T!A3:Z3\",\"values\":[[\"" ONE "\",\"[1]\",\"{}\"]]}");
    assert_asked("POST", "/values:batchUpdate", "'T'!A3:D3");
    answer(WRITTEN);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_REPAIRS), 1);
    assert_asked("GET", "/values/", ""); /* was that all? */
}

static void a_clearing_is_on_disk_before_the_look_that_leads_to_it(void **state)
{
    (void)state;
    put(TWO, "[2]");
    start_with(ROWS(HEADER));
    answer(WRITTEN);
    until_asked();
    disk_stalls = true;
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"],[\"" TWO
                       "\",\"[2]\",\"{}\"]"));
    pass(3000);
    assert_false(asked.waits);
    disk_stalls = false;
    pass(0);
    assert_asked("GET", "3%3A3", "");
    answer("{\"range\":\"T!A3:Z3\",\"values\":[[\"" ONE "\",\"[1]\",\"{}\"]]}");
    assert_asked("POST", "/values:batchUpdate", "'T'!A3:D3"); /* nothing stands between the two */
    answer(WRITTEN);
    /* Somebody had moved the rows: another one was emptied. */
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[],[\"" ONE "\",\"[1]\",\"{}\"]"));
    struct row row;
    assert_true(journal_find(journal, TWO, &row));
    assert_string_equal(row.b, "[2]");
}

static void a_second_row_with_a_note_beside_it_is_left_to_a_person(void **state)
{
    (void)state;
    make_a_duplicate();
    answer("{\"range\":\"T!A3:Z3\",\"values\":[[\"" ONE "\",\"[1]\",\"{}\",\"\",\"une note\"]]}");
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_REPAIRS), 0);
    pass(200000);
    assert_false(asked.waits && strcmp(asked.method, "POST") == 0);
}

static void a_second_row_is_looked_at_again_if_that_failed(void **state)
{
    (void)state;
    make_a_duplicate();
    refuse(OUTCOME_AMBIGUOUS);
    until_asked();
    assert_true(asked.waits);
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    until_asked();
    assert_asked("GET", "3%3A3", "");
    answer("<html>");
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    until_asked();
    answer("{\"range\":\"T!A3:Z3\",\"values\":[[\"" ONE "\",\"[1]\",\"{}\"]]}");
    assert_asked("POST", "/values:batchUpdate", "'T'!A3:D3");
    refuse(OUTCOME_LATER);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_REPAIRS), 0);
}

static void a_predecessors_unanswered_write_is_waited_for_and_doubted(void **state)
{
    (void)state;
    snprintf(retained, sizeof(retained), "r\nw 999000\nu 999000\n");
    put(ONE, "[1]");
    start_sync(NULL);
    answer(TABS);
    answer(ROWS(HEADER));
    assert_false(asked.waits); /* it may land yet */
    pass(3500);
    assert_false(asked.waits);
    pass(700); /* five seconds after it left */
    assert_asked("GET", "/values/", "");
    answer(ROWS(HEADER));
    assert_asked("POST", "S:batchUpdate", "appendCells");
    assert_non_null(strstr(retained, "u "));
    answer(WRITTEN);
    assert_null(strstr(retained, "u "));
    pass(5100);
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    pass(3000);
    assert_asked("GET", "3%3A3", "");
}

static void an_older_value_that_lands_late_is_written_over_again(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    refuse(OUTCOME_AMBIGUOUS);
    put(ONE, "[2]");
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    until_asked();
    assert_asked("POST", "/values:batchUpdate", "[2]");
    refuse(OUTCOME_AMBIGUOUS);
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[2]\",\"{}\"]"));
    assert_int_equal(waiting(), 0);
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    struct row row;
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[2]");
}

/* ---- What outlives us. */

static void a_batch_leaves_once_it_is_on_disk(void **state)
{
    (void)state;
    start_sync(NULL);
    answer(TABS);
    put(ONE, "[1]");
    disk_stalls = true;
    answer(ROWS(HEADER));
    pass(3000);
    assert_false(asked.waits);
    disk_stalls = false;
    until_asked();
    assert_asked("GET", "/values/", ""); /* too old to write by ... */
    disk_stalls = true;
    answer(ROWS(HEADER));
    assert_asked("POST", "S:batchUpdate", ONE); /* ... and on disk as it is */
    disk_stalls = false;
}

/* Everything dies: what is on disk is all that the next one knows. */
static void a_successor_of_everything(void)
{
    asked.waits = false;
    sync_destroy(&sync_);
    retained[0] = '\0';
    last_rows_found_free(&found);
}

static void a_successor_that_knows_the_disk_alone_waits_and_doubts(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    assert_asked("POST", "S:batchUpdate", ONE);
    a_successor_of_everything();
    start_with(ROWS(HEADER));
    assert_false(asked.waits); /* it may land yet */
    pass(4000);
    assert_false(asked.waits);
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]")); /* it did */
    assert_int_equal(waiting(), 0);
}

static void what_google_left_open_is_doubted_by_whoever_comes_next(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    refuse(OUTCOME_AMBIGUOUS);
    a_successor_of_everything();
    start_with(ROWS(HEADER));
    pass(4000);
    assert_false(asked.waits); /* it may land yet */
    until_asked();
}

static void what_was_answered_is_doubted_by_nobody(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    answer(WRITTEN);
    turn();
    a_successor_of_everything();
    put(TWO, "[2]");
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    assert_asked("POST", "S:batchUpdate", TWO); /* at once */
}

static void a_row_of_ours_that_a_predecessors_write_fell_on_is_written_again(void **state)
{
    (void)state;
    const char sheet[] = ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"],[\"" TWO "\",\"[2]\",\"{}\"]");
    start_with(sheet);
    put(ONE, "[1]");
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:");
    a_successor_of_everything();
    found.map = row_map_create();
    row_map_add(found.map, 0, 1020827427888435210u, "[]", "{}", "");
    row_map_add(found.map, 0, 1020827427888435211u, "[2]", "{}", "");
    start_with(ROWS(HEADER ",[\"" TWO "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[]\",\"{}\"]"));
    struct row row;
    assert_true(journal_find(journal, TWO, &row));
    assert_string_equal(row.b, "[2]");
}

/* ---- Rows that stand there twice. */

static void the_value_that_was_confirmed_last_wins_over_one_that_came_on_top(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    answer(WRITTEN);
    pass(5000);
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    struct row row;
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[1]");
    until_asked();
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:"); /* nothing is cleared before */
    answer(MET(FELL_ON(ONE)));
    until_asked();
    answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[1]\",\"{}\"]"));
    until_asked();
    assert_asked("GET", "3%3A3", "");
}

static void rows_of_which_none_was_confirmed_are_united(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"],[\"" ONE "\",\"[2]\",\"{}\"],[\"" TWO
                           "\",\"[1]\",\"{}\"],[\"" TWO "\",\"demain\",\"{}\"]"));
    struct row row;
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[1, 2]");
    assert_false(journal_find(journal, TWO, &row)); /* a person's */
}

/* ---- People. */

static void what_a_predecessors_write_fell_on_is_put_back(void **state)
{
    (void)state;
    snprintf(retained, sizeof(retained), "u 999000\n");
    put(ONE, "[1]");
    found.foreign = foreign_rows_create();
    assert_true(foreign_rows_add(found.foreign, 1, (const char *const[]){"sNotes", "sa", "sb", ""}));
    start_with(ROWS("[\"Notes\",\"[1]\",\"b\"],[\"" ONE "\",\"[]\",\"{}\"]"));
    until_asked();
    answer(ROWS("[\"Notes\",\"[1]\",\"b\"],[\"" ONE "\",\"[]\",\"{}\"]"));
    assert_asked("POST", "S:batchUpdate", "updateCells");
}

static void rows_that_a_write_fell_on_are_put_back_and_ours_is_written_again(void **state)
{
    (void)state;
    start_with(ROWS("[\"Notes\",\"a\",\"b\",\"c\"],[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:B2");
    answer(MET(FELL_ON("Notes"))); /* somebody sorted */
    assert_int_equal(waiting(), 1);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_MOVED), 1);
    assert_asked("GET", "/values/", "");
    answer(ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"Notes\",\"[1]\",\"b\",\"c\"]"));
    pass(1500);
    if (strcmp(asked.method, "GET") == 0) /* by an exact image only */
        answer(ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"Notes\",\"[1]\",\"b\",\"c\"]"));
    assert_asked("POST", "S:batchUpdate", "updateCells");
    answer(WRITTEN);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_RESTORED), 1);
    assert_asked("GET", "/values/", "");
    answer(ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"Notes\",\"a\",\"b\",\"c\"]"));
    pass(1500);
    answer(ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"Notes\",\"a\",\"b\",\"c\"]"));
    assert_asked("POST", "/values:batchUpdate", "'T'!A1:B1");
    answer(MET(FELL_ON(ONE)));
    assert_int_equal(waiting(), 0);
}

static void cells_that_fell_into_an_empty_row_are_taken_out_wherever_it_went(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    assert_asked("POST", "/values:batchUpdate", "'T'!A2:B2");
    answer(MET(FELL_ON(""))); /* somebody inserted a row there, and moves it to the end */
    assert_asked("GET", "/values/", "");
    answer(ROWS(HEADER ",[],[\"" ONE "\",\"[]\",\"{}\"],[\"\",\"[1]\"]"));
    until_asked();
    if (strcmp(asked.method, "GET") == 0) /* by an exact image only */
        answer(ROWS(HEADER ",[],[\"" ONE "\",\"[]\",\"{}\"],[\"\",\"[1]\"]"));
    until_asked();
    assert_asked("POST", "S:batchUpdate", "updateCells");
}

#define HIT ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"Notes\",\"[1]\",\"b\",\"c\"],[\"" TWO "\",\"[2]\",\"{}\"]")
/* Sorted once more meanwhile: what we put back fell on the second row. */
#define HIT_AGAIN                                                                                            \
    ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"" TWO "\",\"a\",\"b\",\"c\"],[\"Notes\",\"[1]\",\"b\",\"c\"]")

/* A write fell on a person's row, which is to be put back. */
static void hit_a_note(void)
{
    start_with(
        ROWS("[\"Notes\",\"a\",\"b\",\"c\"],[\"" ONE "\",\"[]\",\"{}\"],[\"" TWO "\",\"[2]\",\"{}\"]"));
    put(ONE, "[1]");
    answer(MET(FELL_ON("Notes")));
    answer(HIT);
    pass(1250);
    assert_asked("GET", "/values/", ""); /* again, just before */
}

static void a_row_of_ours_that_was_hit_by_putting_back_is_written_again(void **state)
{
    (void)state;
    hit_a_note();
    answer(HIT);
    assert_asked("POST", "S:batchUpdate", "updateCells");
    answer(WRITTEN);
    answer(HIT_AGAIN);
    struct row row;
    assert_true(journal_find(journal, TWO, &row));
    assert_string_equal(row.b, "[2]");
}

static void what_is_put_back_leaves_once_it_is_on_disk_for_whoever_comes_next(void **state)
{
    (void)state;
    hit_a_note();
    disk_stalls = true;
    answer(HIT);
    assert_false(asked.waits);
    disk_stalls = false;
    pass(0);
    assert_asked("POST", "S:batchUpdate", "updateCells");
    a_successor_of_everything();
    found.map = row_map_create();
    row_map_add(found.map, 0, 1020827427888435210u, "[]", "{}", "");
    row_map_add(found.map, 0, 1020827427888435211u, "[2]", "{}", "");
    found.foreign = foreign_rows_create();
    assert_true(foreign_rows_add(found.foreign, 1, (const char *const[]){"sNotes", "sa", "sb", "sc"}));
    start_with(HIT_AGAIN);
    struct row row;
    assert_true(journal_find(journal, TWO, &row));
    assert_string_equal(row.b, "[2]");
}

static void nothing_is_written_while_the_ids_stand_in_another_column(void **state)
{
    (void)state;
    start_with(ROWS("[\"" ONE "\",\"[]\",\"{}\"]"));
    pass(3000);
    put(ONE, "[1]");
    assert_asked("GET", "/values/", "");
    answer(ROWS("[\"\",\"" ONE "\",\"[]\",\"{}\"]"));
    assert_int_equal(condition.state, CONDITION_REFUSED);
    assert_non_null(strstr(condition.words, "colonne B"));
    until_asked();
    assert_asked("GET", "/values/", "");
    the_loop.now_ms += CACHE_OLDEST_MS;
    sync_expire(sync_);
    assert_non_null(sync_image(sync_)->map); /* else every row would seem to be new */
    refuse(OUTCOME_LATER);
    until_asked();
    answer(ROWS("[\"" ONE "\",\"[]\",\"{}\"]"));
    assert_asked("POST", "/values:batchUpdate", "'T'!A1:B1");
    answer(MET(FELL_ON(ONE)));
    assert_int_equal(condition.state, CONDITION_WORKS);
}

static void the_comparison_counts_what_people_changed(void **state)
{
    (void)state;
    start_with(ROWS("[\"" ONE "\",\"[]\",\"{}\"],[\"" TWO "\",\"[]\",\"{}\"],[\"" THREE "\",\"[]\",\"{}\"]"));
    disk_stalls = true;
    sync_reconcile(sync_);
    answer(ROWS("[\"" ONE "\",\"[5]\",\"{}\"],[\"" TWO "\",\"[]\",\"{}\"]"));
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_DIVERGED), 2);
    disk_stalls = false;
    sync_reconcile(sync_);
    refuse(OUTCOME_LATER);
    the_token = NULL;
    the_verdict = TOKEN_TRANSIENT;
    sync_reconcile(sync_);
    assert_false(asked.waits);
}

/* ---- Refusals. */

static void a_row_that_google_refuses_is_found_and_the_others_go_on(void **state)
{
    (void)state;
    put(ONE, "[1]");
    put(TWO, "[2]");
    start_with(ROWS(HEADER));
    assert_asked("POST", "S:batchUpdate", TWO);
    refuse(OUTCOME_CONTENT);
    for (unsigned steps = 0; steps < 20 && waiting(); steps++) {
        until_asked();
        if (strcmp(asked.method, "GET") == 0)
            answer(ROWS(HEADER));
        else if (strstr(asked.body, ONE))
            refuse(OUTCOME_CONTENT);
        else
            answer(WRITTEN);
    }
    assert_int_equal(journal_counts(journal).dead, 1);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_DEAD), 1);
    struct row row;
    assert_true(journal_find(journal, ONE, &row)); /* kept aside */
    assert_false(journal_find(journal, TWO, &row));
}

static void a_quota_that_is_spent_closes_the_writes_for_a_while(void **state)
{
    (void)state;
    put(ONE, "[1]");
    start_with(ROWS(HEADER));
    refuse(OUTCOME_QUOTA);
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_RATE_LIMITED), 1);
    assert_int_equal(waiting(), 1);
    pass(1500);
    assert_false(asked.waits && strcmp(asked.method, "POST") == 0);
}

static void what_a_person_must_do_is_said_and_asked_again(void **state)
{
    (void)state;
    start_sync(NULL);
    refuse(OUTCOME_PARKED);
    assert_int_equal(condition.state, CONDITION_REFUSED);
    assert_int_equal(troubles, 1);
    assert_false(sync_can_read(sync_));
    pass(31000);
    assert_asked("GET", "?fields=sheets", "");
    answer(TABS);
    answer(ROWS(HEADER));
    assert_int_equal(condition.state, CONDITION_WORKS);
    assert_true(sync_can_read(sync_));
}

static void nothing_leaves_without_a_token(void **state)
{
    (void)state;
    the_token = NULL;
    put(ONE, "[1]");
    start_sync(NULL);
    pass(5000);
    assert_int_equal(asked.count, 0);
    the_verdict = TOKEN_PERMANENT;
    sync_poke(sync_);
    assert_int_equal(condition.state, CONDITION_REFUSED);
    assert_false(sync_can_read(sync_));
    assert_int_equal(troubles, 1);
    the_verdict = TOKEN_GRANTED;
    the_token = "Authorization: Bearer y";
    sync_poke(sync_);
    assert_asked("GET", "?fields=sheets", "");
}

/* ---- The tab. */

#define OTHER_TABS                                                                                           \
    "{\"sheets\":[{\"properties\":{\"sheetId\":8,\"title\":\"Autre\",\"gridProperties\":{\"rowCount\":10,"   \
    "\"columnCount\":4}}}]}"

static void a_tab_that_is_missing_is_never_created_and_rows_wait_until_it_is_there(void **state)
{
    (void)state;
    start_sync("T");
    put(ONE, "[1]");
    answer(OTHER_TABS);
    assert_int_equal(condition.state, CONDITION_TAB_MISSING);
    assert_non_null(strstr(condition.words, "« Autre »"));
    assert_int_equal(troubles, 1);
    assert_false(sync_can_read(sync_));
    pass(31000);
    assert_asked("GET", "?fields=sheets", "");
    answer(NO_TABS);
    pass(31000);
    assert_asked("GET", "?fields=sheets", "");
    assert_int_equal(waiting(), 1);
    answer(TABS);
    assert_int_equal(condition.state, CONDITION_WORKS);
    assert_asked("GET", "/values/", "");
}

static void a_narrow_tab_is_widened_and_looked_at_again(void **state)
{
    (void)state;
    start_sync("T");
    answer(NARROW_TABS);
    assert_asked("POST", "S:batchUpdate", "\"columnCount\":4");
    answer("<html>");
    pass(31000);
    assert_asked("GET", "?fields=sheets", "");
    answer(TABS);
    assert_asked("GET", "/values/", "");
}

static void a_tab_that_is_renamed_is_followed_and_one_that_is_gone_is_waited_for(void **state)
{
    (void)state;
    start_sync("T");
    answer(TABS);
    refuse(OUTCOME_PLACE);
    assert_asked("GET", "?fields=sheets", "");
    answer("{\"sheets\":[{\"properties\":{\"sheetId\":7,\"title\":\"Autre\",\"gridProperties\":{"
           "\"rowCount\":10,\"columnCount\":4}}}]}");
    assert_asked("GET", "Autre", "");
    refuse(OUTCOME_PLACE);
    pass(31000);
    answer(OTHER_TABS);
    assert_int_equal(condition.state, CONDITION_TAB_GONE);
    assert_non_null(strstr(condition.words, "Annuler"));
    pass(31000);
    assert_asked("GET", "?fields=sheets", "");
}

static void the_first_tab_is_chosen_once_over_restarts_too(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    sync_destroy(&sync_);
    start_sync(NULL);
    assert_asked("GET", "?fields=sheets", "");
    answer(OTHER_TABS);
    assert_int_equal(condition.state, CONDITION_TAB_GONE);
    sync_destroy(&sync_);
    start_sync("autre"); /* another setting: it is looked up anew */
    answer(OTHER_TABS);
    assert_asked("GET", "Autre", "");
}

static void a_new_tab_of_the_name_in_the_settings_is_read_before_anything_is_written(void **state)
{
    (void)state;
    start_sync("T");
    answer(TABS);
    answer(ROWS(HEADER));
    put(ONE, "[1]");
    refuse(OUTCOME_PLACE);
    answer("{\"sheets\":[{\"properties\":{\"sheetId\":9,\"title\":\"t\",\"gridProperties\":{\"rowCount\":10,"
           "\"columnCount\":4}}}]}");
    assert_asked("GET", "/values/", "");
}

static void a_spreadsheet_without_tabs_of_cells_is_a_persons_to_mend(void **state)
{
    (void)state;
    start_sync(NULL);
    answer(NO_TABS);
    assert_int_equal(condition.state, CONDITION_REFUSED);
    pass(31000);
    answer("<html>");
    assert_int_equal(condition.state, CONDITION_FAILS);
}

static void an_answer_of_no_rows_that_can_be_read_is_a_failure(void **state)
{
    (void)state;
    start_sync(NULL);
    answer(TABS);
    answer("<html>");
    assert_int_equal(condition.state, CONDITION_FAILS);
    assert_int_equal(images, 0);
    assert_int_equal(troubles, 1);
}

/* ---- Life. */

static void who_finishes_writes_what_waits_at_once(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    answer(WRITTEN);
    put(TWO, "[2]");
    assert_false(asked.waits); /* two writes keep their distance */
    sync_finish(sync_, 2500, finished, NULL);
    turn();
    if (strcmp(asked.method, "GET") == 0)
        answer(ROWS(HEADER ",[\"" ONE "\",\"[1]\",\"{}\"]"));
    assert_asked("POST", "S:batchUpdate", TWO);
    answer(WRITTEN);
    assert_int_equal(finishes, 1);
    pass(100000);
    assert_int_equal(finishes, 1);
    assert_false(asked.waits);
}

static void who_finishes_reads_before_each_write_too(void **state)
{
    (void)state;
    start_with(ROWS(HEADER ",[\"" ONE "\",\"[]\",\"{}\"]"));
    put(ONE, "[1]");
    put(TWO, "[2]");
    sync_finish(sync_, 2500, finished, NULL);
    answer(MET(FELL_ON(ONE)));
    assert_asked("GET", "/values/", "");
}

static void who_finishes_gives_up_when_google_does(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    sync_finish(sync_, 2500, finished, NULL);
    assert_true(sync_has_work(sync_));
    refuse(OUTCOME_LATER);
    assert_int_equal(finishes, 1);
    assert_int_equal(waiting(), 1);
}

static void who_finishes_is_done_in_time_and_hears_late_answers(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    put(ONE, "[1]");
    sync_finish(sync_, 2500, finished, NULL);
    pass(2600);
    assert_int_equal(finishes, 1);
    answer(WRITTEN);
    assert_int_equal(waiting(), 0); /* no successor need look for it */
    put(TWO, "[2]");
    assert_false(asked.waits);
}

static void who_has_nothing_to_do_has_finished(void **state)
{
    (void)state;
    start_with(ROWS(HEADER));
    assert_false(sync_has_work(sync_));
    sync_finish(sync_, 2500, finished, NULL);
    assert_int_equal(finishes, 1);
}

static void what_a_predecessor_read_is_known_but_not_relied_upon(void **state)
{
    (void)state;
    found.map = row_map_create();
    row_map_add(found.map, 0, 1020827427888435210u, "[3]", "{}", "");
    start_sync(NULL);
    assert_string_equal(image_of(1020827427888435210u)->b, "[3]");
    assert_false(cache_fresh(sync_image(sync_), the_loop.now_ms));
    put(ONE, "[1]");
    answer(TABS);
    assert_asked("GET", "/values/", ""); /* where it stands is not known */
}

static void nothing_is_written_before_what_it_may_fall_on_is_on_disk(void **state)
{
    (void)state;
    char folder[] = "/tmp/vigie-sync-XXXXXX";
    close_all();
    assert_non_null(mkdtemp(folder));
    open_stores(folder);
    start_sync(NULL);
    answer(TABS);
    put(ONE, "[1]");
    disk_stalls = true;
    answer(ROWS("[\"Notes\",\"a\"]"));
    assert_false(asked.waits);
    disk_stalls = false;
    pass(0);
    assert_asked("POST", "S:batchUpdate", ONE);
    close_all();
    const char *const files[] = {"outbox.lock", "outbox.db",   "outbox.db-wal", "outbox.db-shm",
                                 "rows.db",     "rows.db-wal", "rows.db-shm"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[64];
        snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        (void)remove(path);
    }
    assert_int_equal(remove(folder), 0);
    open_stores(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_row_is_appended_once_the_sheet_was_read),
        TEST(a_known_row_is_overwritten_where_it_stands),
        TEST(each_write_is_by_a_read_of_its_own),
        TEST(what_was_written_is_looked_at_once_more),
        TEST(a_row_that_is_not_there_after_all_is_written_again),
        TEST(a_read_that_lags_is_no_news),
        TEST(after_an_ambiguous_answer_the_sheet_is_read_before_anything_is_sent_again),
        TEST(what_an_unanswered_write_may_have_changed_is_no_persons_doing),
        TEST(an_answer_that_cannot_be_read_is_as_ambiguous),
        TEST(a_row_that_a_late_write_doubled_is_cleared),
        TEST(a_clearing_is_on_disk_before_the_look_that_leads_to_it),
        TEST(a_second_row_with_a_note_beside_it_is_left_to_a_person),
        TEST(a_second_row_is_looked_at_again_if_that_failed),
        TEST(a_predecessors_unanswered_write_is_waited_for_and_doubted),
        TEST(an_older_value_that_lands_late_is_written_over_again),
        TEST(a_batch_leaves_once_it_is_on_disk),
        TEST(a_successor_that_knows_the_disk_alone_waits_and_doubts),
        TEST(what_google_left_open_is_doubted_by_whoever_comes_next),
        TEST(what_was_answered_is_doubted_by_nobody),
        TEST(a_row_of_ours_that_a_predecessors_write_fell_on_is_written_again),
        TEST(the_value_that_was_confirmed_last_wins_over_one_that_came_on_top),
        TEST(rows_of_which_none_was_confirmed_are_united),
        TEST(what_a_predecessors_write_fell_on_is_put_back),
        TEST(rows_that_a_write_fell_on_are_put_back_and_ours_is_written_again),
        TEST(cells_that_fell_into_an_empty_row_are_taken_out_wherever_it_went),
        TEST(a_row_of_ours_that_was_hit_by_putting_back_is_written_again),
        TEST(what_is_put_back_leaves_once_it_is_on_disk_for_whoever_comes_next),
        TEST(nothing_is_written_while_the_ids_stand_in_another_column),
        TEST(the_comparison_counts_what_people_changed),
        TEST(a_row_that_google_refuses_is_found_and_the_others_go_on),
        TEST(a_quota_that_is_spent_closes_the_writes_for_a_while),
        TEST(what_a_person_must_do_is_said_and_asked_again),
        TEST(nothing_leaves_without_a_token),
        TEST(a_tab_that_is_missing_is_never_created_and_rows_wait_until_it_is_there),
        TEST(a_narrow_tab_is_widened_and_looked_at_again),
        TEST(a_tab_that_is_renamed_is_followed_and_one_that_is_gone_is_waited_for),
        TEST(the_first_tab_is_chosen_once_over_restarts_too),
        TEST(a_new_tab_of_the_name_in_the_settings_is_read_before_anything_is_written),
        TEST(a_spreadsheet_without_tabs_of_cells_is_a_persons_to_mend),
        TEST(an_answer_of_no_rows_that_can_be_read_is_a_failure),
        TEST(who_finishes_writes_what_waits_at_once),
        TEST(who_finishes_reads_before_each_write_too),
        TEST(who_finishes_gives_up_when_google_does),
        TEST(who_finishes_is_done_in_time_and_hears_late_answers),
        TEST(who_has_nothing_to_do_has_finished),
        TEST(what_a_predecessor_read_is_known_but_not_relied_upon),
        TEST(nothing_is_written_before_what_it_may_fall_on_is_on_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
