/* gateway_ledger.h: bans and refusals outlive processes. */
#include "gateway_ledger.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOON INT64_C(1700000000000)

static struct gateway_ledger read_text(const char *text, size_t length)
{
    struct gateway_ledger l;
    struct json_value *document = NULL;
    gateway_ledger_init(&l);
    assert_false(err_is(json_parse(text, length, &document)));
    gateway_ledger_read(&l, document);
    json_destroy(&document);
    return l;
}

static void a_ban_a_refusal_and_the_identifies_come_back(void **state)
{
    (void)state;
    struct gateway_ledger l;
    gateway_ledger_init(&l);
    l.banned_until_ms = NOON + 82721000;
    l.refused_bot = UINT64_C(0xfedcba9876543210);
    identify_budget_spent(&l.identifies, 0, NOON);
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer w = json_writer(&out);
    jw_object(&w);
    gateway_ledger_write(&l, &w);
    jw_object_end(&w);
    struct gateway_ledger back = read_text(out.data, out.length);
    assert_true(back.banned_until_ms == l.banned_until_ms);
    assert_true(back.refused_bot == l.refused_bot);
    assert_int_equal(identify_budget_left(&back.identifies, NOON), 999);
    buffer_free(&out);
}

static void nonsense_bans_and_refuses_nothing(void **state)
{
    (void)state;
    static const char *const BAD[] = {"{}", "{\"banned_until_ms\":-1,\"refused_bot\":\"xyz\"}",
                                      "{\"banned_until_ms\":\"soon\",\"refused_bot\":\"\"}",
                                      "{\"refused_bot\":7}"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        struct gateway_ledger l = read_text(BAD[i], strlen(BAD[i]));
        assert_true(l.banned_until_ms == 0);
        assert_true(l.refused_bot == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ban_a_refusal_and_the_identifies_come_back),
        cmocka_unit_test(nonsense_bans_and_refuses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
