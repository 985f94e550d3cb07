/* gateway_address.h: what is dialled, and what is never dialled. */
#include "gateway_address.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define QUERY "v=10&encoding=json&compress=zstd-stream"

static void assert_target(const char *url, const char *host, uint16_t port, const char *target)
{
    struct gateway_address address;
    assert_false(err_is(gateway_address(url, false, "zstd-stream", &address)));
    assert_string_equal(address.url.host, host);
    assert_int_equal(address.url.port, port);
    assert_string_equal(address.target, target);
}

static void version_encoding_and_compression_are_always_asked_for(void **state)
{
    (void)state;
    assert_target("wss://gateway.discord.gg", "gateway.discord.gg", 443, "/?" QUERY);
    assert_target("wss://gateway.discord.gg/", "gateway.discord.gg", 443, "/?" QUERY);
    assert_target("ws://127.0.0.1:8080/resume", "127.0.0.1", 8080, "/resume?" QUERY);
    assert_target("ws://[::1]:8080", "::1", 8080, "/?" QUERY);
}

static void a_query_of_its_own_is_kept_but_ours_wins(void **state)
{
    (void)state;
    assert_target("wss://x.test/p?a=1&v=9&b=2", "x.test", 443, "/p?a=1&b=2&" QUERY);
    assert_target("wss://x.test/?v=10&encoding=json", "x.test", 443, "/?" QUERY);
    assert_target("wss://x.test?a=1", "x.test", 443, "/?a=1&" QUERY);
    assert_target("wss://x.test/?&&", "x.test", 443, "/?" QUERY);
}

static void assert_refused(const char *url, bool secure, enum err_kind kind)
{
    struct gateway_address address;
    assert_int_equal(gateway_address(url, secure, "zstd-stream", &address).kind, kind);
}

static void plain_is_for_loopback_only(void **state)
{
    (void)state;
    assert_refused("ws://gateway.discord.gg", false, ERR_CONFIG);
    assert_refused("ws://127.0.0.1.evil.test", false, ERR_CONFIG);
    assert_refused("ws://10.0.0.1", false, ERR_CONFIG);
}

static void nobody_is_talked_out_of_tls(void **state)
{
    (void)state;
    assert_refused("ws://127.0.0.1:8080", true, ERR_CONFIG);
}

static void other_schemes_and_texts_are_refused(void **state)
{
    (void)state;
    assert_refused("https://gateway.discord.gg", false, ERR_CONFIG);
    assert_refused("", false, ERR_SYNTAX);
    assert_refused("gateway.discord.gg", false, ERR_SYNTAX);
    assert_refused("wss://", false, ERR_SYNTAX);
}

static void a_url_cannot_write_headers_of_its_own(void **state)
{
    (void)state;
    assert_refused("wss://x.test/ HTTP/1.1\r\nX: y", false, ERR_SYNTAX);
    assert_refused("wss://x.test/\n", false, ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_encoding_and_compression_are_always_asked_for),
        cmocka_unit_test(a_query_of_its_own_is_kept_but_ours_wins),
        cmocka_unit_test(plain_is_for_loopback_only),
        cmocka_unit_test(nobody_is_talked_out_of_tls),
        cmocka_unit_test(other_schemes_and_texts_are_refused),
        cmocka_unit_test(a_url_cannot_write_headers_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
