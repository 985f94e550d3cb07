/* One JSON text, one call. */
#include "shard_frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char calls[32]; /* a letter each */

static void note(char letter)
{
    calls[strlen(calls)] = letter;
}

static void on_hello(void *ctx, const struct payload *p)
{
    (void)ctx;
    assert_non_null(p->data);
    note('h');
}

static void on_dispatch(void *ctx, const struct payload *p)
{
    (void)ctx;
    assert_true(payload_type_is(p, "READY"));
    note('d');
}

static void on_ack(void *ctx)
{
    (void)ctx;
    note('a');
}

static void on_asked_to_beat(void *ctx)
{
    (void)ctx;
    note('b');
}

static void on_asked_to_reconnect(void *ctx)
{
    (void)ctx;
    note('r');
}

static void on_invalid_session(void *ctx, bool resumable)
{
    (void)ctx;
    note(resumable ? 'I' : 'i');
}

static void on_garbled(void *ctx, struct err e)
{
    (void)ctx;
    assert_int_equal(e.kind, ERR_SYNTAX);
    note('g');
}

static const char *calls_for(const char *text)
{
    static const struct shard_frames_handlers HANDLERS = {
        on_hello,           on_dispatch, on_ack, on_asked_to_beat, on_asked_to_reconnect,
        on_invalid_session, on_garbled};
    memset(calls, 0, sizeof(calls));
    shard_frames_read(text, strlen(text), &HANDLERS, NULL);
    return calls;
}

static void each_opcode_is_its_own_call(void **state)
{
    (void)state;
    assert_string_equal(calls_for("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}"), "d");
    assert_string_equal(calls_for("{\"t\":null,\"s\":null,\"op\":1,\"d\":null}"), "b");
    assert_string_equal(calls_for("{\"t\":null,\"s\":null,\"op\":7,\"d\":null}"), "r");
    assert_string_equal(calls_for("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"),
                        "h");
    assert_string_equal(calls_for("{\"t\":null,\"s\":null,\"op\":11,\"d\":null}"), "a");
}

static void only_true_lets_a_session_be_resumed(void **state)
{
    (void)state;
    assert_string_equal(calls_for("{\"op\":9,\"d\":true}"), "I");
    assert_string_equal(calls_for("{\"op\":9,\"d\":false}"), "i");
    assert_string_equal(calls_for("{\"op\":9,\"d\":1}"), "i");
    assert_string_equal(calls_for("{\"op\":9}"), "i");
}

/* No state of a shard is in here: what calls nothing is ignored in each. */
static void an_opcode_that_is_not_known_is_ignored_in_every_state(void **state)
{
    (void)state;
    static const int NOT_RECEIVED[] = {2, 3, 4, 5, 6, 8, 12, 31, 255};
    char text[64];
    for (size_t i = 0; i < sizeof(NOT_RECEIVED) / sizeof(NOT_RECEIVED[0]); i++) {
        snprintf(text, sizeof(text), "{\"t\":null,\"s\":7,\"op\":%d,\"d\":{\"a\":[]}}", NOT_RECEIVED[i]);
        assert_string_equal(calls_for(text), "");
    }
}

static void what_is_no_payload_is_garbled(void **state)
{
    (void)state;
    assert_string_equal(calls_for(""), "g");
    assert_string_equal(calls_for("[1,2]"), "g");
    assert_string_equal(calls_for("{\"op\":"), "g");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_opcode_is_its_own_call),
        cmocka_unit_test(only_true_lets_a_session_be_resumed),
        cmocka_unit_test(an_opcode_that_is_not_known_is_ignored_in_every_state),
        cmocka_unit_test(what_is_no_payload_is_garbled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
