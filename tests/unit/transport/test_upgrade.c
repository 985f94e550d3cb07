/* upgrade.h: what is asked, what is believed. */
#include "upgrade.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The example of RFC 6455 section 1.3: this nonce is answered by this text. */
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
static const unsigned char NONCE[] = "the sample nonce";

static struct upgrade begun(struct buffer *request)
{
    struct upgrade u;
    buffer_init(request, 8192);
    assert_false(err_is(upgrade_begin(&u, "gateway.test:8443", "/?v=10", NONCE, request)));
    return u;
}

static struct err answer(struct upgrade *u, const char *text, bool *ret_done, size_t *ret_used)
{
    *ret_done = false;
    *ret_used = 0;
    return upgrade_feed(u, text, strlen(text), ret_done, ret_used);
}

/* The verdict on a whole answer. */
static struct err verdict(const char *text, struct upgrade *ret_upgrade)
{
    struct buffer request;
    struct upgrade u = begun(&request);
    bool done;
    size_t used;
    struct err e = answer(&u, text, &done, &used);
    assert_true(done == !err_is(e));
    upgrade_free(&u);
    buffer_free(&request);
    *ret_upgrade = u;
    return e;
}

static void the_request_is_what_the_rfc_asks_for(void **state)
{
    (void)state;
    struct buffer request;
    struct upgrade u = begun(&request);
    const char *text = buffer_string(&request);
    assert_ptr_equal(strstr(text, "GET /?v=10 HTTP/1.1\r\nHost: gateway.test:8443\r\n"), text);
    assert_non_null(strstr(text, "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"));
    assert_non_null(
        strstr(text, "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"));
    assert_string_equal(text + request.length - 4, "\r\n\r\n");
    assert_string_equal(u.accept, ACCEPT);
    upgrade_free(&u);
    buffer_free(&request);
}

#define GOOD                                                                                                 \
    "HTTP/1.1 101 Switching Protocols\r\nserver: x\r\nconnection: keep-alive, UPGRADE\r\nupgrade: "          \
    "WebSocket\r\n"                                                                                          \
    "sec-websocket-accept:  " ACCEPT " \r\n\r\n"

static void a_good_answer_ends_where_websocket_begins(void **state)
{
    (void)state;
    struct buffer request;
    struct upgrade u = begun(&request);
    bool done;
    size_t used;
    assert_false(err_is(answer(&u, GOOD "\x82\x01x", &done, &used)));
    assert_true(done);
    assert_int_equal(used, strlen(GOOD));
    assert_int_equal(u.status, 101);
    upgrade_free(&u);
    buffer_free(&request);
}

static void an_answer_may_come_byte_by_byte(void **state)
{
    (void)state;
    struct buffer request;
    struct upgrade u = begun(&request);
    bool done = false;
    size_t used;
    for (size_t i = 0; i < strlen(GOOD); i++) {
        assert_false(done);
        assert_false(err_is(upgrade_feed(&u, &GOOD[i], 1, &done, &used)));
        assert_int_equal(used, 1);
    }
    assert_true(done);
    upgrade_free(&u);
    buffer_free(&request);
}

static void a_refusal_keeps_its_status_and_retry_after(void **state)
{
    (void)state;
    struct upgrade u;
    struct err e = verdict("HTTP/1.1 429 Too Many\r\nRetry-After: 82721\r\n\r\n", &u);
    assert_int_equal(e.kind, ERR_HTTP);
    assert_int_equal(e.code, 429);
    assert_int_equal(u.refusal.retry_after_ms, 82721000);
    e = verdict("HTTP/1.1 520 \r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n\r\n", &u);
    assert_int_equal(e.code, 520);
    assert_int_equal(u.refusal.retry_after_ms, 0); /* by whose clock? */
    e = verdict("HTTP/1.1 503 \r\nDate: Wed, 21 Oct 2015 07:27:30 GMT\r\n"
                "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n\r\n",
                &u);
    assert_int_equal(u.refusal.retry_after_ms, 30000);
    e = verdict("HTTP/1.1 200 OK\r\n\r\n", &u);
    assert_int_equal(e.code, 200);
}

/* What a ban is known by, which reply.h judges. */
static void a_refusal_keeps_what_tells_a_ban_from_a_limit(void **state)
{
    (void)state;
    struct upgrade u;
    verdict("HTTP/1.1 429 X\r\nContent-Type: text/html; charset=UTF-8\r\n\r\nerror code: 1015", &u);
    assert_false(u.refusal.via);
    assert_string_equal(u.refusal.content_type, "text/html; charset=UTF-8");
    assert_string_equal(u.refusal.body, "error code: 1015");
    verdict("HTTP/1.1 429 X\r\nvia: 1.1 google\r\nContent-Type: "
            "application/x-a-name-that-is-much-longer-than-any-type-ought-to-be\r\n\r\n",
            &u);
    assert_true(u.refusal.via);
    assert_int_equal(strlen(u.refusal.content_type), sizeof(u.refusal.content_type) - 1);
    assert_string_equal(u.refusal.body, "");
}

static void answers_that_prove_nothing_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT
        "x\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT "\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: " ACCEPT
        "\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " ACCEPT
        "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
    };
    struct upgrade u;
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        assert_int_equal(verdict(BAD[i], &u).kind, ERR_PROTOCOL);
}

static void what_is_not_http_is_malformed(void **state)
{
    (void)state;
    static const char *const BAD[] = {"SSH-2.0-x\r\n\r\n",       "HTTP/1.1\r\n\r\n",
                                      "HTTP/2 101 X\r\n\r\n",    "HTTP/1.1 1x1 X\r\n\r\n",
                                      "HTTP/1.1 1019 X\r\n\r\n", "\r\n\r\n"};
    struct upgrade u;
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        assert_int_equal(verdict(BAD[i], &u).kind, ERR_SYNTAX);
}

static void a_head_without_end_is_cut_off_at_16_kib(void **state)
{
    (void)state;
    struct buffer request;
    struct upgrade u = begun(&request);
    bool done = false;
    size_t used, fed = 0;
    struct err e = answer(&u, "HTTP/1.1 101 X\r\n", &done, &used);
    for (; !err_is(e) && fed < 100000; fed += 10)
        e = answer(&u, "X-Y: zzz\r\n", &done, &used);
    assert_int_equal(e.kind, ERR_FULL);
    assert_true(fed <= UPGRADE_HEAD_MOST);
    upgrade_free(&u);
    buffer_free(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_request_is_what_the_rfc_asks_for),
        cmocka_unit_test(a_good_answer_ends_where_websocket_begins),
        cmocka_unit_test(an_answer_may_come_byte_by_byte),
        cmocka_unit_test(a_refusal_keeps_its_status_and_retry_after),
        cmocka_unit_test(a_refusal_keeps_what_tells_a_ban_from_a_limit),
        cmocka_unit_test(answers_that_prove_nothing_are_refused),
        cmocka_unit_test(what_is_not_http_is_malformed),
        cmocka_unit_test(a_head_without_end_is_cut_off_at_16_kib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
