/* ws.h: frames in, messages out, and what a peer may not do. */
#include "ws.h"

#include "buffer.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct peer {
    struct ws *ws;
    struct buffer sent, messages;
    unsigned count, closes;
    uint16_t code;
    bool last_is_text, lets_go, output_fails;
};

static struct err on_output(void *ctx, const void *bytes, size_t length)
{
    struct peer *p = ctx;
    if (p->output_fails)
        return err_make(ERR_FULL, "test", 0);
    buffer_append(&p->sent, bytes, length);
    return ERR_OK;
}

static bool on_message(void *ctx, bool is_text, const char *bytes, size_t length)
{
    struct peer *p = ctx;
    p->count++;
    p->last_is_text = is_text;
    buffer_append(&p->messages, bytes, length);
    buffer_char(&p->messages, '|');
    return !p->lets_go;
}

static void on_close(void *ctx, uint16_t code)
{
    struct peer *p = ctx;
    p->closes++;
    p->code = code;
}

static void start(struct peer *p)
{
    static const struct ws_handlers HANDLERS = {on_output, on_message, on_close};
    *p = (struct peer){0};
    buffer_init(&p->sent, 1 << 20);
    buffer_init(&p->messages, 1 << 20);
    p->ws = ws_create(&HANDLERS, p);
}

static void stop(struct peer *p)
{
    ws_destroy(&p->ws);
    buffer_free(&p->sent);
    buffer_free(&p->messages);
}

#define FEED(p, bytes) ws_feed((p)->ws, bytes, sizeof(bytes) - 1)

static void texts_and_binaries_are_told_apart(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(FEED(&p, "\x81\x03"
                                 "abc"
                                 "\x82\x02"
                                 "de")));
    assert_string_equal(buffer_string(&p.messages), "abc|de|");
    assert_false(p.last_is_text);
    stop(&p);
}

static void fragments_are_joined_and_pings_between_them_answered(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(FEED(&p, "\x01\x02"
                                 "ab"
                                 "\x89\x02"
                                 "hi"
                                 "\x80\x02"
                                 "cd")));
    assert_string_equal(buffer_string(&p.messages), "abcd|");
    assert_int_equal(p.count, 1);
    assert_int_equal((unsigned char)p.sent.data[0], 0x8A);
    assert_int_equal((unsigned char)p.sent.data[1], 0x82);
    stop(&p);
}

static void frames_may_be_cut_anywhere(void **state)
{
    (void)state;
    static const char FRAMES[] = "\x81\x7E\x00\x80"
                                 "0123456789012345678901234567890123456789012345678901234567890123"
                                 "0123456789012345678901234567890123456789012345678901234567890123"
                                 "\x82\x01"
                                 "x";
    struct peer p;
    start(&p);
    for (size_t i = 0; i < sizeof(FRAMES) - 1; i++)
        assert_false(err_is(ws_feed(p.ws, FRAMES + i, 1)));
    assert_int_equal(p.count, 2);
    assert_int_equal(p.messages.length, 128 + 1 + 1 + 1);
    stop(&p);
}

static void what_we_send_is_masked(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(ws_send_text(p.ws, "hello", 5)));
    assert_int_equal(p.sent.length, 2 + 4 + 5);
    assert_int_equal((unsigned char)p.sent.data[0], 0x81);
    assert_int_equal((unsigned char)p.sent.data[1], 0x80 | 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(p.sent.data[6 + i] ^ p.sent.data[2 + i % 4], "hello"[i]);
    stop(&p);
}

/* Echoing 1000 might end the session. */
static void a_close_frame_is_told_with_its_code_and_never_answered(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(FEED(&p, "\x88\x02\x03\xE8"
                                 "\x81\x01"
                                 "x")));
    assert_int_equal(p.closes, 1);
    assert_int_equal(p.code, 1000);
    assert_int_equal(p.count, 0);
    assert_int_equal(p.sent.length, 0);
    stop(&p);
}

static void a_close_frame_without_a_code_has_none(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(FEED(&p, "\x88\x00")));
    assert_int_equal(p.closes, 1);
    assert_int_equal(p.code, WS_NO_CODE);
    stop(&p);
}

static void our_own_close_carries_the_code_given(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_false(err_is(ws_send_close(p.ws, 4000)));
    assert_int_equal((unsigned char)p.sent.data[0], 0x88);
    unsigned high = (unsigned char)(p.sent.data[6] ^ p.sent.data[2]),
             low = (unsigned char)(p.sent.data[7] ^ p.sent.data[3]);
    assert_int_equal(high << 8 | low, 4000);
    assert_true(err_is(ws_send_text(p.ws, "late", 4)));
    stop(&p);
}

static void assert_against_the_protocol(const char *bytes, size_t length)
{
    struct peer p;
    start(&p);
    assert_int_equal(ws_feed(p.ws, bytes, length).kind, ERR_PROTOCOL);
    assert_int_equal(p.count, 0);
    stop(&p);
}

static void a_peer_that_breaks_the_rules_is_an_error(void **state)
{
    (void)state;
    assert_against_the_protocol("\x81\x81\0\0\0\0a", 7); /* a server must not mask */
    assert_against_the_protocol("\xC1\x01"
                                "a",
                                3); /* no extension was agreed on */
    assert_against_the_protocol("\x83\x01"
                                "a",
                                3); /* unknown opcode */
    assert_against_the_protocol("\x80\x01"
                                "a",
                                3); /* continues nothing */
    assert_against_the_protocol("\x09\x01"
                                "a",
                                3);                     /* control frames are never cut */
    assert_against_the_protocol("\x81\x02\xC3\x28", 4); /* text that is not UTF-8 */
}

static void a_message_over_the_cap_is_refused_before_it_has_come(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    assert_int_equal(FEED(&p, "\x82\x7F\x00\x00\x00\x00\x01\x00\x00\x01"
                              "x")
                         .kind,
                     ERR_FULL);
    assert_true(p.messages.length == 0);
    stop(&p);
}

static void a_receiver_that_lets_go_is_not_called_again(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    p.lets_go = true;
    assert_false(err_is(FEED(&p, "\x81\x01"
                                 "a"
                                 "\x81\x01"
                                 "b")));
    assert_int_equal(p.count, 1);
    stop(&p);
}

static void what_stands_behind_the_end_is_no_error(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    p.lets_go = true;
    assert_false(err_is(FEED(&p, "\x81\x02{}\xFF\xFF\xFF")));
    stop(&p);
    start(&p);
    assert_false(err_is(FEED(&p, "\x88\x02\x03\xE8\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF")));
    assert_int_equal(p.closes, 1);
    stop(&p);
}

static void output_that_is_refused_is_reported(void **state)
{
    (void)state;
    struct peer p;
    start(&p);
    p.output_fails = true;
    assert_int_equal(FEED(&p, "\x89\x00").kind, ERR_FULL);
    stop(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_and_binaries_are_told_apart),
        cmocka_unit_test(fragments_are_joined_and_pings_between_them_answered),
        cmocka_unit_test(frames_may_be_cut_anywhere),
        cmocka_unit_test(what_we_send_is_masked),
        cmocka_unit_test(a_close_frame_is_told_with_its_code_and_never_answered),
        cmocka_unit_test(a_close_frame_without_a_code_has_none),
        cmocka_unit_test(our_own_close_carries_the_code_given),
        cmocka_unit_test(a_peer_that_breaks_the_rules_is_an_error),
        cmocka_unit_test(a_message_over_the_cap_is_refused_before_it_has_come),
        cmocka_unit_test(a_receiver_that_lets_go_is_not_called_again),
        cmocka_unit_test(what_stands_behind_the_end_is_no_error),
        cmocka_unit_test(output_that_is_refused_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
