/* A connection as its shard sees it: what is heard, what may be sent, how it ends. */
#include "shard_link.h"

#include "payload.h"

#include "pretend_stack.h"

static struct shard_link l;
static struct metrics metrics;
static char calls[16];
static struct err end;
static const struct upgrade_refusal *end_refusal;

static void note(char letter)
{
    calls[strlen(calls)] = letter;
}

static void on_connected(void *ctx)
{
    assert_ptr_equal(ctx, &calls);
    note('c');
}

static void on_open(void *ctx)
{
    (void)ctx;
    note('o');
}

static void on_text(void *ctx, const char *text, size_t length)
{
    (void)ctx;
    assert_int_equal(strlen(text), length);
    note('t');
}

static void on_closed(void *ctx, uint16_t code, struct err e, const struct upgrade_refusal *r)
{
    (void)ctx;
    (void)code;
    end = e;
    end_refusal = r;
    note('x');
}

static int fresh(void **state)
{
    static const struct shard_link_handlers HANDLERS = {on_connected, on_open, on_text, on_closed};
    static const struct stack_endpoint ENDPOINT = {
        .host = "gateway.example", .port = 443, .target = "/?v=10"};
    (void)state;
    no_stack();
    memset(calls, 0, sizeof(calls));
    metrics_init(&metrics, WORKER_GATEWAY);
    shard_link_init(&l, NULL, &metrics, &HANDLERS, &calls);
    shard_link_dial(&l, &ENDPOINT);
    return 0;
}

static void it_hands_on_what_the_connection_does(void **state)
{
    (void)state;
    it_opens();
    it_says("{}");
    it_closes(0, err_make(ERR_CLOSED, "tcp.read", 0));
    assert_string_equal(calls, "cotx");
    assert_int_equal(end.kind, ERR_CLOSED);
    assert_null(end_refusal);
    assert_int_equal((int)metrics_get(&metrics, METRIC_GATEWAY_BYTES), 2);
    assert_true(l.heard_us > 0 && l.heard_wall_ms > 0);
}

static void a_refused_upgrade_says_why(void **state)
{
    (void)state;
    it_closes(0, err_make(ERR_HTTP, "upgrade", 429));
    assert_ptr_equal(end_refusal, &refusal);
}

static enum shard_link_sent sends(const char *text, struct err *ret_error)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    buffer_text(&payload, text);
    enum shard_link_sent sent = shard_link_send(&l, SEND_COMMAND, &payload, ret_error);
    buffer_free(&payload);
    return sent;
}

static void what_breaks_is_told_from_what_is_not_allowed(void **state)
{
    (void)state;
    struct err e = ERR_OK;
    it_opens();
    assert_int_equal(sends("{}", &e), SHARD_LINK_SENT);
    assert_string_equal(last_text, "{}");
    send_error = err_make(ERR_CLOSED, "stack.send", 0);
    assert_int_equal(sends("{}", &e), SHARD_LINK_BROKEN);
    assert_int_equal(e.kind, ERR_CLOSED);
    send_error = ERR_OK;
    struct buffer payload;
    buffer_init(&payload, 4);
    buffer_text(&payload, "too long for it");
    assert_int_equal(shard_link_send(&l, SEND_COMMAND, &payload, &e), SHARD_LINK_REFUSED);
    assert_int_equal(e.kind, ERR_FULL);
    buffer_free(&payload);
}

static void the_budget_is_that_of_one_connection(void **state)
{
    (void)state;
    struct err e = ERR_OK;
    unsigned sent = 0;
    it_opens();
    while (sent < 200 && sends("{}", &e) == SHARD_LINK_SENT)
        sent++;
    assert_in_range(sent, 100, 120);
    assert_int_equal(frames_sent, sent);
    shard_link_drop(&l);
    shard_link_dial(&l, &(struct stack_endpoint){.host = "gateway.example", .target = "/"});
    assert_int_equal(sends("{}", &e), SHARD_LINK_SENT);
}

static void a_heartbeat_that_was_not_sent_is_not_awaited(void **state)
{
    (void)state;
    struct err e = ERR_OK;
    uint64_t round_trip_us;
    it_opens();
    it_says("{}");
    assert_true(heartbeat_begin(&l.heartbeat, 41250, 1000000, l.heard_us, 0));
    send_error = err_make(ERR_CLOSED, "stack.send", 0);
    assert_int_equal(shard_link_send_heartbeat(&l, SEND_BEAT, 7, &e), SHARD_LINK_BROKEN);
    assert_false(heartbeat_acknowledged(&l.heartbeat, l.heard_us + 1000, &round_trip_us));
    send_error = ERR_OK;
    assert_int_equal(shard_link_send_heartbeat(&l, SEND_BEAT, 7, &e), SHARD_LINK_SENT);
    assert_non_null(strstr(last_text, "\"op\":1"));
    assert_non_null(strstr(last_text, "7"));
    assert_true(heartbeat_acknowledged(&l.heartbeat, l.heard_us + 1000000, &round_trip_us));
}

static void a_close_says_its_code_and_a_drop_says_nothing(void **state)
{
    (void)state;
    it_opens();
    shard_link_close(&l, 4000);
    assert_int_equal(closed_with, 4000);
    assert_non_null(l.stack);
    shard_link_drop(&l);
    assert_null(l.stack);
    assert_int_equal(heartbeat_next_us(&l.heartbeat), UINT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_hands_on_what_the_connection_does),
        TEST(a_refused_upgrade_says_why),
        TEST(what_breaks_is_told_from_what_is_not_allowed),
        TEST(the_budget_is_that_of_one_connection),
        TEST(a_heartbeat_that_was_not_sent_is_not_awaited),
        TEST(a_close_says_its_code_and_a_drop_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
