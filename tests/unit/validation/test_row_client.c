/* Asking the sheets-worker, over a pretend uplink and a pretend clock (defined here in place of the real
 * ones). */
#include "row_client.h"

#include "loop.h"
#include "uplink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TICKET 500u

static uint64_t now_ms;
static struct {
    void (*on_time)(void *ctx);
    void *ctx;
    bool active;
    uint64_t at_ms;
} timer; /* one question at a time is enough here */

uint64_t loop_now_ms(const struct loop *loop)
{
    (void)loop;
    return now_ms;
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    timer.on_time = on_time;
    timer.ctx = ctx;
    timer.active = false;
    return (struct loop_timer *)&timer;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms)
{
    (void)t;
    timer.active = true;
    timer.at_ms = now_ms + after_ms;
}

void loop_timer_destroy(struct loop_timer **t)
{
    timer.active = false;
    *t = NULL;
}

static void advance_to(uint64_t ms)
{
    while (timer.active && timer.at_ms <= ms) {
        now_ms = timer.at_ms > now_ms ? timer.at_ms : now_ms;
        timer.active = false;
        timer.on_time(timer.ctx);
    }
    now_ms = ms;
}

static struct {
    size_t asked;
    enum message type;
    char body[512];
    uint64_t timeout_ms;
    uplink_on_reply *on_reply;
    void *ctx;
    size_t forgotten;
} uplink_;

uint64_t uplink_request(struct uplink *u, enum worker to, enum message type, const char *body, size_t length,
                        uint64_t timeout_ms, uplink_on_reply *on_reply, void *ctx)
{
    (void)u;
    assert_int_equal(to, WORKER_SHEETS);
    uplink_.type = type;
    snprintf(uplink_.body, sizeof(uplink_.body), "%.*s", (int)length, body);
    uplink_.timeout_ms = timeout_ms;
    uplink_.on_reply = on_reply;
    uplink_.ctx = ctx;
    return ++uplink_.asked;
}

void uplink_forget(struct uplink *u, uint64_t ticket)
{
    (void)u;
    (void)ticket;
    uplink_.forgotten++;
}

static void reply(const char *body)
{
    struct frame frame = {.type = MESSAGE_ROW, .body = body, .length = strlen(body)};
    uplink_.on_reply(uplink_.ctx, ERR_OK, &frame);
}

static void fail_asking(void)
{
    uplink_.on_reply(uplink_.ctx, err_make(ERR_UNAVAILABLE, "test", 0), NULL);
}

static struct row_client *store;
static size_t answers;
static char refused[128];
static bool known, validated, off, undecided, unread, kept;

static void on_reply(void *ctx, const struct row_reply *answer)
{
    (void)ctx;
    answers++;
    snprintf(refused, sizeof(refused), "%s", answer->refused ? answer->refused : "");
    known = answer->known;
    off = answer->off;
    undecided = answer->undecided;
    unread = answer->unread;
    kept = answer->kept;
    validated = answer->row && !answer->refused && ticket_row_validated_by(answer->row, 11);
}

static int setup(void **state)
{
    (void)state;
    now_ms = 1000;
    memset(&uplink_, 0, sizeof(uplink_));
    answers = 0;
    store = row_client_create(NULL, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    row_client_destroy(&store);
    return 0;
}

static void put(void)
{
    struct ticket_row row;
    ticket_row_init(&row);
    ticket_row_add_validator(&row, 11);
    row.message_id = 77;
    const struct row_operations operation = {.ids = {9}, .count = 1};
    row_client_put(store, TICKET, &operation, &row, 60000, on_reply, NULL);
    ticket_row_free(&row);
}

static void a_row_is_asked_for_by_its_ticket(void **state)
{
    (void)state;
    row_client_get(store, TICKET, 1000, on_reply, NULL);
    assert_int_equal(uplink_.type, MESSAGE_ROW_GET);
    assert_string_equal(uplink_.body, "{\"key\":\"500\"}");
    reply("{\"key\":\"500\",\"b\":\"[11]\",\"c\":\"{}\",\"d\":\"77\",\"known\":true,\"stored\":false}");
    assert_int_equal(answers, 1);
    assert_string_equal(refused, "");
    assert_true(known && validated);
}

static void a_write_bears_its_operation_and_all_cells(void **state)
{
    (void)state;
    put();
    assert_int_equal(uplink_.type, MESSAGE_ROW_PUT);
    assert_string_equal(uplink_.body,
                        "{\"op\":\"9\",\"key\":\"500\",\"b\":\"[11]\",\"c\":\"{}\",\"d\":\"77\"}");
}

static void changes_that_are_put_together_bear_all_their_operations(void **state)
{
    (void)state;
    struct row_operations all = {.count = ROW_OPERATIONS_MAX};
    for (size_t i = 0; i < all.count; i++)
        all.ids[i] = UINT64_MAX - i;
    struct ticket_row row;
    ticket_row_init(&row);
    row_client_put(store, TICKET, &all, &row, 60000, on_reply, NULL);
    assert_non_null(strstr(uplink_.body, "{\"op\":\"18446744073709551615,18446744073709551614,"));
    assert_non_null(strstr(uplink_.body, ",18446744073709551600\","));
}

static void patience_that_ends_says_whether_the_change_may_be_stored(void **state)
{
    (void)state;
    for (int with = 0; with < 2; with++) {
        answers = 0;
        put();
        while (answers == 0) {
            size_t asked = uplink_.asked;
            reply(with ? "{\"refused\":\"le disque dort\",\"retry\":true,\"undecided\":true}"
                       : "{\"refused\":\"la file est pleine\",\"retry\":true}");
            while (uplink_.asked == asked && answers == 0)
                advance_to(timer.at_ms);
            assert_string_equal(row_client_trouble(store), with ? "le disque dort" : "la file est pleine");
        }
        assert_int_equal(undecided, with);
    }
    row_client_get(store, TICKET, 10, on_reply, NULL);
    fail_asking();
    advance_to(timer.at_ms);
    assert_false(undecided); /* a question changes nothing */
    put();
    fail_asking(); /* it was sent, and nobody knows what became of it */
    row_client_stop(store);
    advance_to(now_ms);
    assert_true(undecided);
}

static void while_the_sheets_worker_restarts_the_same_write_is_asked_again(void **state)
{
    (void)state;
    char first[512];
    put();
    snprintf(first, sizeof(first), "%s", uplink_.body);
    fail_asking();
    advance_to(now_ms + 5000);
    assert_int_equal(uplink_.asked, 2);
    assert_string_equal(uplink_.body, first);
    reply("{\"key\":\"500\",\"b\":\"[11]\",\"c\":\"{}\",\"d\":\"77\",\"known\":true,\"stored\":true}");
    assert_int_equal(answers, 1);
    assert_true(validated);
}

static void its_return_is_not_waited_out(void **state)
{
    (void)state;
    put();
    for (int i = 0; i < 6; i++) {
        fail_asking();
        advance_to(timer.at_ms);
    }
    size_t asked = uplink_.asked;
    fail_asking();
    row_client_peer_up(store);
    advance_to(now_ms);
    assert_int_equal(uplink_.asked, asked + 1);
}

static void patience_ends_with_a_reason(void **state)
{
    (void)state;
    row_client_get(store, TICKET, 1500, on_reply, NULL);
    assert_true(uplink_.timeout_ms <= 1500);
    for (uint64_t at = now_ms; at <= 3000 && answers == 0; at += 100) {
        size_t asked = uplink_.asked;
        fail_asking();
        while (uplink_.asked == asked && answers == 0)
            advance_to(now_ms + 10);
    }
    assert_int_equal(answers, 1);
    assert_true(now_ms <= 2600);
    assert_string_not_equal(refused, "");
}

static void a_sheet_that_cannot_be_read_is_waited_for_so_long_and_then_the_change_is_kept(void **state)
{
    (void)state;
    static const char UNREAD[] = "{\"refused\":\"Google dort\",\"retry\":true,\"keep\":true}";
    uint64_t began = now_ms;
    row_client_get_or_keep(store, TICKET, 60000, 4000, on_reply, NULL);
    while (answers == 0) {
        size_t asked = uplink_.asked;
        reply(UNREAD);
        while (uplink_.asked == asked && answers == 0)
            advance_to(timer.at_ms);
    }
    assert_int_equal(now_ms - began, 4000); /* asked once more at that moment */
    assert_true(unread);
    row_client_get(store, TICKET, 60000, on_reply, NULL);
    answers = 0;
    reply(UNREAD);
    assert_int_equal(answers, 0); /* who would not have it kept waits */
}

static void a_change_that_is_kept_bears_who_asked_for_it(void **state)
{
    (void)state;
    const struct row_change press = {.operation = 9, .user_id = 11, .message_id = 77};
    const struct row_change correction = {.operation = 10, .user_id = 11, .text = "Revoir \"x\""};
    row_client_keep(store, TICKET, &press, 60000, on_reply, NULL);
    assert_int_equal(uplink_.type, MESSAGE_ROW_KEEP);
    assert_string_equal(uplink_.body, "{\"op\":\"9\",\"key\":\"500\",\"user\":\"11\",\"d\":\"77\"}");
    reply("{\"key\":\"500\",\"kept\":true}");
    assert_int_equal(answers, 1);
    assert_true(kept);
    row_client_keep(store, TICKET, &correction, 60000, on_reply, NULL);
    assert_string_equal(uplink_.body,
                        "{\"op\":\"10\",\"key\":\"500\",\"user\":\"11\",\"text\":\"Revoir \\\"x\\\"\"}");
}

static void a_sheet_that_the_settings_do_not_give_is_told_from_one_that_fails(void **state)
{
    (void)state;
    put();
    reply("{\"key\":\"500\",\"refused\":\"la clé manque\",\"retry\":false,\"off\":true}");
    assert_string_equal(refused, "la clé manque");
    assert_true(off);
}

static void a_final_refusal_is_handed_on_at_once(void **state)
{
    (void)state;
    put();
    reply("{\"key\":\"500\",\"refused\":\"Sheets est arrêté\",\"retry\":false}");
    assert_int_equal(answers, 1);
    assert_string_equal(refused, "Sheets est arrêté");
    assert_false(off);
}

static void a_refusal_for_now_is_asked_again_and_told_when_patience_ends(void **state)
{
    (void)state;
    put();
    for (int i = 0; i < 200 && answers == 0; i++) {
        size_t asked = uplink_.asked;
        reply("{\"key\":\"500\",\"refused\":\"la feuille n'est pas lue\",\"retry\":true}");
        while (uplink_.asked == asked && answers == 0)
            advance_to(timer.at_ms);
    }
    assert_true(uplink_.asked > 10);
    assert_string_equal(refused, "la feuille n'est pas lue");
}

static void a_row_that_cannot_be_read_is_refused_and_never_overwritten(void **state)
{
    (void)state;
    row_client_get(store, TICKET, 1000, on_reply, NULL);
    reply("{\"key\":\"500\",\"b\":\"oops\",\"c\":\"{}\",\"d\":\"\",\"known\":true}");
    assert_string_not_equal(refused, "");
}

static void at_the_end_nothing_is_asked_again(void **state)
{
    (void)state;
    put();
    row_client_stop(store);
    fail_asking();
    assert_int_equal(answers, 1);
    assert_string_not_equal(refused, "");
    assert_int_equal(uplink_.asked, 1);
}

static void what_waits_is_dropped_with_the_store(void **state)
{
    (void)state;
    put();
    row_client_destroy(&store);
    assert_int_equal(uplink_.forgotten, 1);
    assert_int_equal(answers, 0);
}

#define ASKING(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKING(a_row_is_asked_for_by_its_ticket),
        ASKING(a_write_bears_its_operation_and_all_cells),
        ASKING(changes_that_are_put_together_bear_all_their_operations),
        ASKING(patience_that_ends_says_whether_the_change_may_be_stored),
        ASKING(while_the_sheets_worker_restarts_the_same_write_is_asked_again),
        ASKING(its_return_is_not_waited_out),
        ASKING(patience_ends_with_a_reason),
        ASKING(a_sheet_that_cannot_be_read_is_waited_for_so_long_and_then_the_change_is_kept),
        ASKING(a_change_that_is_kept_bears_who_asked_for_it),
        ASKING(a_sheet_that_the_settings_do_not_give_is_told_from_one_that_fails),
        ASKING(a_final_refusal_is_handed_on_at_once),
        ASKING(a_refusal_for_now_is_asked_again_and_told_when_patience_ends),
        ASKING(a_row_that_cannot_be_read_is_refused_and_never_overwritten),
        ASKING(at_the_end_nothing_is_asked_again),
        ASKING(what_waits_is_dropped_with_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
