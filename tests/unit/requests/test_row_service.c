/* Every request is answered once: out of the outbox, out of the sheet, or with the reason why not. */
#include "../sync/pretend_loop.h"

#include "cache.h"
#include "condition.h"
#include "journal.h"
#include "row_service.h"
#include "uplink.h"

#define ONE    "1020827427888435210"
#define ONE_ID 1020827427888435210u
#define TWO    "1020827427888435211"

static struct journal *journal;
static struct metrics metrics;
static struct condition condition;
static struct row_service *service;

/* ---- A pretend sync, in place of sync.c. */

static struct cache image;
static bool google_works;
static unsigned reads_wanted, pokes, folded;

const struct cache *sync_image(const struct sync *sync)
{
    (void)sync;
    return &image;
}

bool sync_can_read(const struct sync *sync)
{
    (void)sync;
    return google_works;
}

void sync_want_read(struct sync *sync)
{
    (void)sync;
    reads_wanted++;
}

void sync_poke(struct sync *sync)
{
    (void)sync;
    pokes++;
}

/* The sheet was read: this row, NULL: none. */
static void read_sheet(const char *b)
{
    struct row_map *map = row_map_create();
    if (b)
        row_map_add(map, 2, ONE_ID, b, "{}", "");
    cache_fill(&image, &map, the_loop.now_ms, the_loop.now_ms);
    if (service)
        row_service_on_image(service);
}

/* ---- What is answered. */

static struct {
    unsigned count;
    uint64_t ref;
    char body[8192];
} told;

struct err uplink_send(struct uplink *uplink, enum worker to, enum message type, uint64_t ref,
                       const char *body, size_t length)
{
    (void)uplink;
    assert_int_equal(to, WORKER_GATEWAY);
    if (type == MESSAGE_ROW_FOLDED) {
        folded++;
        return ERR_OK;
    }
    assert_int_equal(type, MESSAGE_ROW);
    told.count++;
    told.ref = ref;
    snprintf(told.body, sizeof(told.body), "%.*s", (int)length, body);
    return ERR_OK;
}

static void assert_told(uint64_t ref, const char *in_body)
{
    assert_int_equal(told.ref, ref);
    assert_non_null(strstr(told.body, in_body));
}

/* ---- Requests. */

static void ask(enum message type, uint64_t seq, const char *body)
{
    struct frame frame = {.type = type, .seq = seq, .body = body, .length = strlen(body)};
    row_service_take(service, &frame);
    turn();
}

static void get(uint64_t seq, const char *key)
{
    char body[100];
    snprintf(body, sizeof(body), "{\"key\":\"%s\"}", key);
    ask(MESSAGE_ROW_GET, seq, body);
}

static void put_as(uint64_t seq, const char *op, const char *key, const char *b)
{
    char body[200];
    snprintf(body, sizeof(body), "{\"op\":\"%s\",\"key\":\"%s\",\"b\":\"%s\",\"c\":\"{}\",\"d\":\"\"}", op,
             key, b);
    ask(MESSAGE_ROW_PUT, seq, body);
}

static void create_service(struct journal *of)
{
    const struct row_service_options options = {
        .loop = &the_loop, .journal = of, .metrics = &metrics, .condition = &condition};
    service = row_service_create(&options);
}

static void open_service(void)
{
    static char the_sync;
    row_service_open(service, (struct sync *)&the_sync); /* never looked into */
    turn();
}

/* Open, and the sheet was read once. */
static void serve(const char *b)
{
    create_service(journal);
    open_service();
    read_sheet(b);
}

static void google_fails(enum condition_state as)
{
    condition_set(&condition, as, "Google ne veut pas", "");
    google_works = false;
    row_service_on_trouble(service);
}

static void nothing(void *ctx)
{
    (void)ctx;
}

static int set_up(void **state)
{
    static const struct journal_handlers HANDLERS = {nothing, nothing, nothing};
    const struct journal_options options = {.loop = &the_loop, .target = "S"};
    (void)state;
    reset_loop();
    metrics_init(&metrics, WORKER_SHEETS);
    condition_init(&condition, &metrics);
    memset(&told, 0, sizeof(told));
    google_works = true;
    reads_wanted = pokes = folded = 0;
    journal = journal_create(&options, &HANDLERS, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    disk_stalls = false;
    journal_destroy(&journal);
    row_service_destroy(&service);
    cache_free(&image);
    image = (struct cache){.map = NULL};
    return 0;
}

/* ---- Reading. */

static void a_fresh_sheet_answers_at_once(void **state)
{
    (void)state;
    serve("[1]");
    get(5, ONE);
    assert_told(5, "[1]");
    get(6, TWO);
    assert_told(6, TWO); /* it has none */
    assert_int_equal(told.count, 2);
    assert_int_equal(reads_wanted, 0);
}

static void an_old_sheet_is_read_again_before_it_answers(void **state)
{
    (void)state;
    serve("[1]");
    pass(CACHE_READ_TTL_MS + 1);
    get(5, ONE);
    assert_int_equal(told.count, 0);
    assert_int_equal(reads_wanted, 1);
    read_sheet("[2]");
    assert_told(5, "[2]");
    assert_int_equal(told.count, 1);
}

static void when_google_fails_an_old_row_is_better_than_none(void **state)
{
    (void)state;
    serve("[1]");
    pass(CACHE_READ_TTL_MS + 1);
    get(5, ONE);
    google_fails(CONDITION_FAILS);
    assert_told(5, "[1]");
    assert_non_null(strstr(told.body, "stale"));
    get(6, ONE); /* known to fail: nobody is kept waiting */
    assert_told(6, "[1]");
}

static void nothing_is_told_of_a_sheet_that_was_never_read(void **state)
{
    (void)state;
    turn();
    create_service(journal);
    open_service();
    get(5, ONE);
    assert_int_equal(told.count, 0);
    google_fails(CONDITION_REFUSED);
    assert_told(5, "la feuille ne peut pas être lue : Google ne veut pas");
}

static void who_waits_for_a_read_is_told_within_five_seconds(void **state)
{
    (void)state;
    turn();
    create_service(journal);
    open_service();
    get(5, ONE);
    pass(4700);
    assert_int_equal(told.count, 0);
    pass(600);
    assert_told(5, "Google Sheets n'a pas encore répondu");
    pass(10000);
    assert_int_equal(told.count, 1);
}

static void what_a_predecessor_read_does_not_tell_which_rows_are_new(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    row_map_add(map, 0, ONE_ID, "[3]", "{}", "");
    cache_fill_kept(&image, &map, 5000, the_loop.now_ms);
    create_service(journal);
    open_service();
    get(5, ONE);
    get(6, TWO);
    assert_int_equal(told.count, 0);
    google_fails(CONDITION_FAILS);
    assert_int_equal(told.count, 2);
    assert_told(6, "la feuille ne peut pas être lue");
    get(7, ONE);
    assert_told(7, "[3]");
}

static void an_id_that_was_retyped_is_put_right_when_its_channel_is_used(void **state)
{
    (void)state;
    create_service(journal);
    open_service();
    struct row_map *map = row_map_create();
    row_map_add_rounded(map, 2, 1.02082742788844E+18, "[1]", "{}", "");
    cache_fill(&image, &map, the_loop.now_ms, the_loop.now_ms);
    get(5, ONE);
    assert_told(5, "[1]");
    assert_int_equal(pokes, 1);
    assert_int_equal(journal_counts(journal).waiting, 1);
}

static void requests_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    serve(NULL);
    ask(MESSAGE_ROW_GET, 5, "{");
    assert_told(5, "illisible");
    ask(MESSAGE_METRICS, 6, "{}");
    assert_int_equal(told.count, 1);
}

static void too_many_who_wait_are_told_what_is_known(void **state)
{
    (void)state;
    turn();
    create_service(journal);
    open_service();
    for (uint64_t seq = 1; seq <= 256; seq++)
        get(seq, ONE);
    assert_int_equal(told.count, 0);
    get(257, ONE);
    assert_told(257, "la feuille ne peut pas être lue");
}

/* ---- Keeping what cannot be done yet. */

static void keep_as(uint64_t seq, const char *op, const char *user)
{
    char body[200];
    snprintf(body, sizeof(body), "{\"op\":\"%s\",\"key\":\"" ONE "\",\"user\":\"%s\",\"d\":\"77\"}", op,
             user);
    ask(MESSAGE_ROW_KEEP, seq, body);
}

static void serve_unread(void)
{
    turn();
    create_service(journal);
    open_service();
    google_fails(CONDITION_FAILS);
}

static void a_change_of_a_row_that_was_never_read_is_kept_and_done_after_the_first_read(void **state)
{
    (void)state;
    struct row row;
    serve_unread();
    get(5, ONE);
    assert_told(5, "\"keep\":true");
    keep_as(6, "op1", "7");
    assert_told(6, "\"kept\":true");
    assert_int_equal(journal_counts(journal).kept, 1);
    pass(20000);
    assert_false(journal_find(journal, ONE, &row)); /* nothing is known to do it to */
    assert_true(reads_wanted > 0);
    read_sheet("[5]");
    turn();
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[5, 7]");
    assert_string_equal(row.d, "77");
    assert_int_equal(folded, 1);
    assert_int_equal(journal_counts(journal).kept, 0);
    read_sheet("[5]"); /* older than what waits */
    turn();
    assert_int_equal(folded, 1);
    get(7, ONE);
    assert_told(7, "[5, 7]");
}

static void what_was_kept_before_is_told_as_kept_and_done_once(void **state)
{
    (void)state;
    struct row row;
    serve_unread();
    keep_as(6, "op1", "7");
    keep_as(7, "op1", "7");
    assert_told(7, "\"kept\":true");
    assert_int_equal(journal_counts(journal).kept, 1);
    read_sheet(NULL);
    turn();
    keep_as(8, "op1", "7");
    turn();
    put_as(9, "op1", ONE, "[]"); /* the same, as an earlier life would put it */
    assert_told(9, "[7]");
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[7]");
    assert_int_equal(folded, 1);
}

static void who_reads_meanwhile_waits_until_it_is_in_the_row(void **state)
{
    (void)state;
    serve_unread();
    keep_as(6, "op1", "7");
    google_works = true;
    get(7, ONE);
    assert_int_equal(told.count, 1);
    disk_stalls = true;
    read_sheet("[5]");
    assert_int_equal(told.count, 1); /* not the row as it was */
    disk_stalls = false;
    pass(0);
    assert_told(7, "[5, 7]");
}

static void what_a_predecessor_read_is_not_what_a_change_is_done_to(void **state)
{
    (void)state;
    struct row_map *map = row_map_create();
    struct row row;
    row_map_add(map, 0, ONE_ID + 1, "[3]", "{}", "");
    cache_fill_kept(&image, &map, 5000, the_loop.now_ms);
    serve_unread();
    keep_as(6, "op1", "7");
    pass(1000);
    assert_false(journal_find(journal, ONE, &row));
}

static void what_does_not_fit_the_row_is_kept_until_it_does(void **state)
{
    (void)state;
    struct row row;
    serve_unread();
    keep_as(6, "op1", "7");
    read_sheet("oui");
    turn();
    assert_int_equal(journal_counts(journal).kept, 1);
    get(7, ONE);
    assert_told(7, "la cellule B2 de la feuille");
    read_sheet("[5]");
    turn();
    assert_true(journal_find(journal, ONE, &row));
    assert_string_equal(row.b, "[5, 7]");
}

/* ---- Writing. */

static void a_put_is_answered_when_it_is_on_disk_and_not_before(void **state)
{
    (void)state;
    serve(NULL);
    disk_stalls = true;
    put_as(5, "op", ONE, "[1]");
    get(6, ONE); /* sees what was put before it */
    assert_int_equal(told.count, 0);
    disk_stalls = false;
    pass(0);
    assert_int_equal(told.count, 2);
    assert_told(6, "[1]");
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_ACCEPTED), 1);
}

static void a_put_that_is_offered_again_is_told_what_became_of_it(void **state)
{
    (void)state;
    serve(NULL);
    put_as(5, "op", ONE, "[1]");
    assert_told(5, "\"stored\":true");
    put_as(6, "op", ONE, "[2]");
    assert_told(6, "[1]");
    put_as(7, "op2", ONE, "[3]");
    assert_told(7, "[3]");
    assert_int_equal(metrics_get(&metrics, METRIC_SHEETS_COALESCED), 1);
}

static void requests_wait_for_the_outbox_to_open(void **state)
{
    (void)state;
    create_service(journal);
    put_as(4, "op", TWO, "[2]");
    put_as(5, "op", TWO, "[2]"); /* known to be stored, and not yet whether it stands in the sheet */
    get(6, TWO);
    unsigned before = told.count;
    open_service();
    assert_true(told.count > before);
    assert_told(6, "[2]");
}

static void a_disk_that_does_not_decide_is_said(void **state)
{
    (void)state;
    create_service(journal);
    get(5, ONE);
    pass(JOURNAL_PATIENCE_MS + 300);
    assert_told(5, "le disque de STATE_DIR est lent");
}

static void without_an_outbox_everything_is_refused_with_the_reason(void **state)
{
    (void)state;
    condition_set(&condition, CONDITION_OFF, "SERVICE_ACCOUNT_JSON manque", "");
    create_service(NULL);
    get(5, ONE);
    assert_told(5, "SERVICE_ACCOUNT_JSON manque");
}

static void a_put_that_the_disk_does_not_decide_is_told_so_once_and_asked_again(void **state)
{
    (void)state;
    serve(NULL);
    disk_stalls = true;
    put_as(5, "op", ONE, "[1]");
    pass(3900);
    assert_int_equal(told.count, 0);
    pass(400);
    assert_told(5, "\"undecided\":true");
    disk_stalls = false;
    pass(0);
    assert_int_equal(told.count, 1); /* it was told */
    put_as(6, "op", ONE, "[1]");
    assert_told(6, "\"stored\":true");
}

static void over_a_cap_a_put_is_refused_at_once(void **state)
{
    (void)state;
    serve(NULL);
    disk_stalls = true;
    for (uint64_t n = 0; n <= JOURNAL_PUTS_MAX + 1 && !told.count; n++) {
        char op[24];
        snprintf(op, sizeof(op), "op%u", (unsigned)n);
        put_as(n + 1, op, ONE, "[1]");
    }
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.body, "trop de lignes"));
    disk_stalls = false;
}

static void who_still_waits_at_the_end_is_told_to_come_again(void **state)
{
    (void)state;
    create_service(journal);
    open_service();
    get(5, ONE);
    disk_stalls = true;
    put_as(6, "op", TWO, "[1]");
    journal_destroy(&journal);
    row_service_destroy(&service);
    assert_int_equal(told.count, 2);
    assert_non_null(strstr(told.body, "le service s'arrête"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fresh_sheet_answers_at_once),
        TEST(an_old_sheet_is_read_again_before_it_answers),
        TEST(when_google_fails_an_old_row_is_better_than_none),
        TEST(nothing_is_told_of_a_sheet_that_was_never_read),
        TEST(who_waits_for_a_read_is_told_within_five_seconds),
        TEST(what_a_predecessor_read_does_not_tell_which_rows_are_new),
        TEST(an_id_that_was_retyped_is_put_right_when_its_channel_is_used),
        TEST(requests_that_make_no_sense_are_refused),
        TEST(a_change_of_a_row_that_was_never_read_is_kept_and_done_after_the_first_read),
        TEST(what_was_kept_before_is_told_as_kept_and_done_once),
        TEST(who_reads_meanwhile_waits_until_it_is_in_the_row),
        TEST(what_a_predecessor_read_is_not_what_a_change_is_done_to),
        TEST(what_does_not_fit_the_row_is_kept_until_it_does),
        TEST(too_many_who_wait_are_told_what_is_known),
        TEST(a_put_is_answered_when_it_is_on_disk_and_not_before),
        TEST(a_put_that_is_offered_again_is_told_what_became_of_it),
        TEST(requests_wait_for_the_outbox_to_open),
        TEST(a_disk_that_does_not_decide_is_said),
        TEST(without_an_outbox_everything_is_refused_with_the_reason),
        TEST(a_put_that_the_disk_does_not_decide_is_told_so_once_and_asked_again),
        TEST(over_a_cap_a_put_is_refused_at_once),
        TEST(who_still_waits_at_the_end_is_told_to_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
