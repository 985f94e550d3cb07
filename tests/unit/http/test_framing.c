/* When a request says twice where its body ends. */
#include "framing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool doubtful(const char *text)
{
    return framing_is_doubtful(text, strlen(text), false);
}

static void one_statement_is_clear(void **state)
{
    (void)state;
    assert_false(doubtful("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    assert_false(doubtful("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nxx"));
    assert_false(doubtful("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    assert_false(
        doubtful("GET /?content-length: HTTP/1.1\r\nX: transfer-encoding: x\r\nContent-Length: 0\r\n\r\n"));
    assert_false(framing_is_doubtful("GET / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 38, true));
    assert_false(framing_is_doubtful("", 0, true));
}

static void two_statements_are_doubtful_in_any_order_and_case(void **state)
{
    (void)state;
    assert_true(doubtful("POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assert_true(
        doubtful("POST / HTTP/1.1\r\ntransfer-ENCODING: chunked\r\nHost: h\r\nCONTENT-length: 2\r\n\r\n"));
    assert_true(doubtful("POST / HTTP/1.1\nContent-Length: 2\nContent-Length: 3\n\n"));
}

static void an_encoding_in_http_1_0_is_doubtful(void **state)
{
    (void)state;
    static const char TEXT[] = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_true(framing_is_doubtful(TEXT, strlen(TEXT), true));
    assert_false(framing_is_doubtful(TEXT, strlen(TEXT), false));
}

static void what_follows_the_headers_does_not_count(void **state)
{
    (void)state;
    assert_false(doubtful("POST / HTTP/1.1\r\nContent-Length: 30\r\n\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_statement_is_clear),
        cmocka_unit_test(two_statements_are_doubtful_in_any_order_and_case),
        cmocka_unit_test(an_encoding_in_http_1_0_is_doubtful),
        cmocka_unit_test(what_follows_the_headers_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
