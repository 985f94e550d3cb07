/* url.h: splitting, encoding, loopback. */
#include "url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_url_comes_apart(void **state)
{
    (void)state;
    struct url url;
    assert_false(err_is(url_parse("wss://gateway.discord.gg", &url)));
    assert_string_equal(url.host, "gateway.discord.gg");
    assert_int_equal(url.port, 443);
    assert_string_equal(url.path, "/");
    assert_true(url.secure);
    assert_false(err_is(url_parse("http://[::1]:8080/a/b?c=d#e", &url)));
    assert_string_equal(url.host, "::1");
    assert_int_equal(url.port, 8080);
    assert_string_equal(url.path, "/a/b?c=d");
    assert_false(url.secure);
    assert_false(err_is(url_parse("ws://localhost?v=10", &url)));
    assert_string_equal(url.path, "/?v=10");
}

static void what_is_no_url_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "host",
                                      "http://",
                                      "http://:80",
                                      "http://h:0",
                                      "http://h:99999",
                                      "http://h:x",
                                      "http://user:pass@host/",
                                      "http://[::1",
                                      "http://[::1]x"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        struct url url;
        if (url_parse(BAD[i], &url).kind != ERR_SYNTAX)
            fail_msg("accepted: %s", BAD[i]);
    }
}

static void encoding_keeps_only_unreserved_characters(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100);
    url_encode(&b, "A-z_0.~'!: é/");
    assert_string_equal(b.data, "A-z_0.~%27%21%3A%20%C3%A9%2F");
    buffer_free(&b);
}

static void only_this_machine_is_loopback(void **state)
{
    (void)state;
    assert_true(url_host_is_loopback("127.0.0.1"));
    assert_true(url_host_is_loopback("127.8.9.1"));
    assert_true(url_host_is_loopback("::1"));
    assert_true(url_host_is_loopback("LOCALHOST"));
    assert_false(url_host_is_loopback("127.0.0.1.example.org"));
    assert_false(url_host_is_loopback("10.0.0.1"));
    assert_false(url_host_is_loopback("localhost.example.org"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_comes_apart),
        cmocka_unit_test(what_is_no_url_is_refused),
        cmocka_unit_test(encoding_keeps_only_unreserved_characters),
        cmocka_unit_test(only_this_machine_is_loopback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
