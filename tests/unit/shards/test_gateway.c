/* A gateway with its shards, over a pretend connection, loop and clock: what is sent when, what reaches the
 * handlers, and what follows from each end. */
#include "gateway.h"

#include "clock.h"
#include "close_code.h"
#include "log.h"

#include "pretend_stack.h"
#include "sync/pretend_loop.h"

#define TOKEN "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"

static int64_t wall_offset_ms = INT64_C(1700000000000);

uint64_t clock_monotonic_ms(void)
{
    return the_loop.now_ms;
}

uint64_t clock_monotonic_us(void)
{
    return the_loop.now_ms * 1000;
}

int64_t clock_wall_ms(void)
{
    return wall_offset_ms + (int64_t)the_loop.now_ms;
}

/* What lines say of a time does not matter here. */
static const char *no_time(char *text, size_t size)
{
    snprintf(text, size, "-");
    return text;
}

const char *clock_iso_seconds(int64_t wall_ms, char *text, size_t size)
{
    (void)wall_ms;
    return no_time(text, size);
}

const char *clock_iso_millis(int64_t wall_ms, char *text, size_t size)
{
    (void)wall_ms;
    return no_time(text, size);
}

const char *clock_time_of_day(int64_t wall_ms, char *text, size_t size)
{
    (void)wall_ms;
    return no_time(text, size);
}

const char *clock_duration(uint64_t seconds, char *text, size_t size)
{
    (void)seconds;
    return no_time(text, size);
}

/* ---- The handlers. */

static unsigned readies, dispatches, replays, sessions, lefts;
static int fatal_code;
static int64_t banned_until_ms;
static bool worth_it;

static bool wants(void *ctx, const char *type, size_t length)
{
    (void)ctx;
    return length == 14 && memcmp(type, "MESSAGE_CREATE", 14) == 0;
}

static bool is_worth_it(void *ctx, const char *type, size_t type_length, const char *data, size_t length)
{
    (void)ctx;
    (void)type;
    (void)type_length;
    (void)data;
    (void)length;
    return worth_it;
}

static void on_dispatch(void *ctx, uint16_t shard, const char *type, const struct json_value *data,
                        bool replayed)
{
    (void)ctx;
    assert_int_equal(shard, 0);
    assert_string_equal(type, "MESSAGE_CREATE");
    assert_non_null(data);
    dispatches++;
    replays += replayed;
}

static void on_ready(void *ctx, uint16_t shard, const struct json_value *data, int64_t away_since_ms)
{
    (void)ctx;
    (void)shard;
    (void)data;
    (void)away_since_ms;
    readies++;
}

static void on_session(void *ctx)
{
    (void)ctx;
    sessions++;
}

static void on_fatal(void *ctx, int close_code, const char *repair)
{
    (void)ctx;
    assert_true(strlen(repair) > 0);
    fatal_code = close_code;
}

static void on_ban(void *ctx, int64_t until_wall_ms)
{
    (void)ctx;
    banned_until_ms = until_wall_ms;
}

static void on_left(void *ctx)
{
    (void)ctx;
    lefts++;
}

/* ---- A gateway of one shard. */

static struct metrics metrics;
static struct gateway *gateway;
static char log_lines[16384];

static void keep_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    size_t room = sizeof(log_lines) - 1 - strlen(log_lines);
    (void)ctx;
    (void)level;
    strncat(log_lines, line, length < room ? length : room);
}

static void create(void)
{
    static const struct gateway_handlers HANDLERS = {wants,      on_dispatch, on_ready,
                                                     on_session, on_fatal,    on_ban};
    struct gateway_options options = {.token = TOKEN,
                                      .url = "ws://127.0.0.1:9",
                                      .intents = 1,
                                      .shards = {.count = 1, .mine = 1},
                                      .max_concurrency = 1,
                                      .latency_warn_s = 2,
                                      .latency_critical_s = 10};
    gateway = gateway_create(&the_loop, &options, &metrics, &HANDLERS, NULL);
    gateway_screen(gateway, is_worth_it);
}

static int fresh(void **state)
{
    (void)state;
    timers = NULL; /* of a test that failed */
    reset_loop();
    no_stack();
    readies = dispatches = replays = sessions = lefts = 0;
    fatal_code = 0;
    banned_until_ms = -1;
    worth_it = true;
    log_lines[0] = '\0';
    log_open(&(struct log_options){.program = "test", .level = LOG_DEBUG, .sink = keep_line});
    metrics_init(&metrics, WORKER_GATEWAY);
    create();
    return 0;
}

static int over(void **state)
{
    (void)state;
    gateway_destroy(&gateway);
    gateway_destroy(&gateway);
    assert_null(timers);
    return 0;
}

/* In steps, so that an unanswered dial is seen before it is given up. */
static void pass_until(const unsigned *count, unsigned most)
{
    for (unsigned i = 0; i < 10 * 3600 && *count < most; i++)
        pass(100);
    assert_int_equal(*count, most);
}

static void dials_and_greets(void)
{
    turn();
    assert_true(the_stack.open);
    it_opens();
    it_says("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}");
    turn();
}

static void comes_up(void)
{
    gateway_start(gateway);
    dials_and_greets();
    assert_non_null(strstr(last_text, "\"op\":2"));
    assert_true(sessions > 0); /* that an IDENTIFY is spent leaves before it */
    it_says("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"s1\",\"resume_gateway_url\":"
            "\"ws://127.0.0.1:10\",\"user\":{\"username\":\"vigie\"}}}");
    assert_int_equal(readies, 1);
}

static void a_first_connection_identifies_and_becomes_ready(void **state)
{
    (void)state;
    comes_up();
    assert_int_equal(dials, 1);
    assert_int_equal(frames_sent, 1);
    assert_non_null(strstr(log_lines, "event=gateway.ready"));
    assert_true(sessions > 0);
}

static void only_events_that_are_wanted_and_worth_it_are_handed_on(void **state)
{
    (void)state;
    comes_up();
    it_says("{\"t\":\"MESSAGE_CREATE\",\"s\":2,\"op\":0,\"d\":{\"id\":\"1\"}}");
    it_says("{\"t\":\"TYPING_START\",\"s\":3,\"op\":0,\"d\":{}}");
    worth_it = false;
    it_says("{\"t\":\"MESSAGE_CREATE\",\"s\":4,\"op\":0,\"d\":{\"id\":\"2\"}}");
    it_says("{\"t\":null,\"s\":5,\"op\":0,\"d\":{}}");
    assert_int_equal(dispatches, 1);
    assert_int_equal((int)metrics_get(&metrics, METRIC_GATEWAY_EVENTS_DROPPED), 2);
    assert_int_equal((int)metrics_get(&metrics, METRIC_GATEWAY_EVENTS), 5);
}

static void heartbeats_go_out_and_an_ack_is_a_round_trip(void **state)
{
    (void)state;
    comes_up();
    pass_until(&frames_sent, 2);
    assert_non_null(strstr(last_text, "\"op\":1"));
    pass(300);
    it_says("{\"t\":null,\"s\":null,\"op\":11,\"d\":null}");
    assert_true(metrics_get(&metrics, METRIC_GATEWAY_LATENCY) > 0.29);
    assert_true(metrics_get(&metrics, METRIC_GATEWAY_LATENCY) < 0.41);
    it_says("{\"t\":null,\"s\":null,\"op\":1,\"d\":null}");
    assert_int_equal(frames_sent, 3);
}

static void a_connection_that_breaks_is_resumed_where_ready_said(void **state)
{
    (void)state;
    comes_up();
    it_says("{\"t\":\"MESSAGE_CREATE\",\"s\":8,\"op\":0,\"d\":{\"id\":\"1\"}}");
    it_closes(0, err_make(ERR_CLOSED, "tcp.read", 0));
    assert_false(the_stack.open);
    pass_until(&dials, 2);
    dials_and_greets();
    assert_non_null(strstr(last_text, "\"op\":6"));
    assert_non_null(strstr(last_text, "\"s1\""));
    assert_non_null(strstr(last_text, "8"));
    it_says("{\"t\":\"MESSAGE_CREATE\",\"s\":9,\"op\":0,\"d\":{\"id\":\"2\"}}");
    it_says("{\"t\":\"RESUMED\",\"s\":10,\"op\":0,\"d\":{}}");
    assert_int_equal(dispatches, 2);
    assert_int_equal(readies, 1);
    assert_non_null(strstr(log_lines, "event=gateway.resumed replayed=1"));
}

static void silence_ends_a_connection(void **state)
{
    (void)state;
    comes_up();
    pass_until(&dials, 2);
    assert_int_equal(closed_with, 0); /* no Close frame: the session stays resumable */
}

static void discord_can_ask_for_another_connection_or_another_session(void **state)
{
    (void)state;
    comes_up();
    it_says("{\"t\":null,\"s\":null,\"op\":7,\"d\":null}");
    pass_until(&dials, 2);
    dials_and_greets();
    assert_non_null(strstr(last_text, "\"op\":6"));
    it_says("{\"t\":null,\"s\":null,\"op\":9,\"d\":false}");
    pass_until(&dials, 3);
    dials_and_greets();
    assert_non_null(strstr(last_text, "\"op\":2"));
}

static void a_fatal_code_is_told_and_nothing_is_dialled_any_more(void **state)
{
    (void)state;
    comes_up();
    it_closes(CLOSE_CODE_TOKEN_REFUSED, err_make(ERR_CLOSED, "ws", 0));
    assert_int_equal(fatal_code, CLOSE_CODE_TOKEN_REFUSED);
    pass(3600000);
    assert_int_equal(dials, 1);
}

static void a_token_that_was_refused_before_is_not_tried_by_a_successor(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body, 65536);
    comes_up();
    it_closes(CLOSE_CODE_TOKEN_REFUSED, err_make(ERR_CLOSED, "ws", 0));
    gateway_write_session(gateway, &body);
    gateway_destroy(&gateway);
    create();
    gateway_restore(gateway, body.data, body.length);
    buffer_free(&body);
    fatal_code = 0;
    gateway_start(gateway);
    pass(60000);
    assert_int_equal(dials, 1);
    assert_int_equal(fatal_code, CLOSE_CODE_TOKEN_REFUSED);
}

static void a_successor_resumes(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body, 65536);
    comes_up();
    gateway_write_session(gateway, &body);
    gateway_destroy(&gateway);
    create();
    gateway_restore(gateway, body.data, body.length);
    buffer_free(&body);
    gateway_start(gateway);
    dials_and_greets();
    assert_non_null(strstr(last_text, "\"op\":6"));
}

static void a_ban_is_told_and_obeyed_until_a_dial_comes_through(void **state)
{
    (void)state;
    gateway_start(gateway);
    turn();
    refusal = (struct upgrade_refusal){.retry_after_ms = 600000, .content_type = "text/html"};
    it_closes(0, err_make(ERR_HTTP, "upgrade", 429));
    assert_true(banned_until_ms >= clock_wall_ms() + 600000);
    pass(599000);
    assert_int_equal(dials, 1);
    pass_until(&dials, 2);
    it_opens();
    assert_int_equal(banned_until_ms, 0);
}

static void what_cannot_be_read_at_first_is_asked_for_in_another_compression(void **state)
{
    (void)state;
    char first[sizeof(dialled)];
    gateway_start(gateway);
    turn();
    memcpy(first, dialled, sizeof(dialled));
    it_opens();
    it_closes(0, err_make(ERR_SYNTAX, "inflate", 0));
    pass_until(&dials, 2);
    assert_string_not_equal(dialled, first);
}

static void garbage_ends_a_connection_and_is_counted(void **state)
{
    (void)state;
    comes_up();
    double before = metrics_get(&metrics, METRIC_GATEWAY_PROTOCOL_ERRORS);
    it_says("{\"op\":");
    assert_false(the_stack.open);
    assert_true(metrics_get(&metrics, METRIC_GATEWAY_PROTOCOL_ERRORS) > before);
}

static void a_ready_without_a_session_is_garbled(void **state)
{
    (void)state;
    gateway_start(gateway);
    dials_and_greets();
    it_says("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"\"}}");
    assert_int_equal(readies, 0);
    assert_false(the_stack.open);
}

static void a_send_that_breaks_ends_the_connection(void **state)
{
    (void)state;
    comes_up();
    send_error = err_make(ERR_CLOSED, "stack.send", 0);
    it_says("{\"t\":null,\"s\":null,\"op\":1,\"d\":null}");
    assert_false(the_stack.open);
}

static void leaving_keeps_the_session(void **state)
{
    (void)state;
    comes_up();
    gateway_leave(gateway, on_left, NULL);
    assert_int_equal(closed_with, CLOSE_CODE_RESUMABLE);
    assert_int_equal(lefts, 0);
    it_closes(CLOSE_CODE_RESUMABLE, err_make(ERR_CLOSED, "ws", 0));
    turn();
    assert_int_equal(lefts, 1);
    assert_false(the_stack.open);
}

static void leaving_does_not_wait_for_a_peer_that_says_nothing(void **state)
{
    (void)state;
    comes_up();
    gateway_leave(gateway, on_left, NULL);
    pass(1000);
    assert_int_equal(lefts, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_first_connection_identifies_and_becomes_ready),
        TEST(only_events_that_are_wanted_and_worth_it_are_handed_on),
        TEST(heartbeats_go_out_and_an_ack_is_a_round_trip),
        TEST(a_connection_that_breaks_is_resumed_where_ready_said),
        TEST(silence_ends_a_connection),
        TEST(discord_can_ask_for_another_connection_or_another_session),
        TEST(a_fatal_code_is_told_and_nothing_is_dialled_any_more),
        TEST(a_token_that_was_refused_before_is_not_tried_by_a_successor),
        TEST(a_successor_resumes),
        TEST(a_ban_is_told_and_obeyed_until_a_dial_comes_through),
        TEST(what_cannot_be_read_at_first_is_asked_for_in_another_compression),
        TEST(garbage_ends_a_connection_and_is_counted),
        TEST(a_ready_without_a_session_is_garbled),
        TEST(a_send_that_breaks_ends_the_connection),
        TEST(leaving_keeps_the_session),
        TEST(leaving_does_not_wait_for_a_peer_that_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
