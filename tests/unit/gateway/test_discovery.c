/* discovery.h: what settings, a kept session and Discord's answer come to. */
#include "discovery.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void read_text(struct discovery *d, const char *text)
{
    struct json_value *answer = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &answer)));
    discovery_read(d, answer);
    json_destroy(&answer);
}

static const char ANSWER[] =
    "{\"url\":\"wss://eu.example\",\"shards\":9,\"session_start_limit\":{\"total\":1000,"
    "\"remaining\":999,\"reset_after\":14400000,\"max_concurrency\":4}}";

static void one_shard_at_a_given_address_asks_nobody(void **state)
{
    (void)state;
    struct discovery d;
    discovery_init(&d, "wss://x.example", "1", 0);
    assert_false(d.is_asked);
    assert_string_equal(d.url, "wss://x.example");
    assert_int_equal(d.shards, 1);
}

static void a_session_is_resumed_before_anything_is_asked(void **state)
{
    (void)state;
    struct discovery d;
    discovery_init(&d, "wss://x.example", "auto", 3);
    assert_false(d.is_asked);
    assert_int_equal(d.shards, 3);
    discovery_init(&d, "wss://x.example", "4", 4);
    assert_false(d.is_asked);
}

static void auto_takes_what_discord_says(void **state)
{
    (void)state;
    struct discovery d;
    discovery_init(&d, "auto", "auto", 0);
    assert_true(d.is_asked);
    read_text(&d, ANSWER);
    assert_string_equal(d.url, "wss://eu.example");
    assert_int_equal(d.shards, 9);
    assert_int_equal(d.max_concurrency, 4);
    assert_true(d.limits_known);
    assert_int_equal(d.identifies_left, 999);
    assert_int_equal(d.identifies_reset_ms, 14400000);
}

static void what_is_set_is_not_overruled(void **state)
{
    (void)state;
    struct discovery d;
    discovery_init(&d, "wss://x.example", "2", 0);
    assert_true(d.is_asked); /* for the pace of its two IDENTIFYs */
    read_text(&d, ANSWER);
    assert_string_equal(d.url, "wss://x.example");
    assert_int_equal(d.shards, 2);
    assert_int_equal(d.max_concurrency, 4);
}

static void without_an_answer_there_is_one_shard_at_the_main_address(void **state)
{
    (void)state;
    static const char *const ABSURD[] = {
        "null",
        "[]",
        "{}",
        "{\"url\":7,\"shards\":0,\"session_start_limit\":{\"max_concurrency\":-1}}",
        "{\"url\":\"\",\"shards\":1001}",
        "{\"session_start_limit\":{\"remaining\":-1,\"reset_after\":1}}",
        "{\"session_start_limit\":{\"remaining\":5}}"};
    for (size_t i = 0; i < sizeof(ABSURD) / sizeof(ABSURD[0]); i++) {
        struct discovery d;
        discovery_init(&d, "auto", "auto", 0);
        read_text(&d, ABSURD[i]);
        assert_string_equal(d.url, "wss://gateway.discord.gg");
        assert_int_equal(d.shards, 1);
        assert_int_equal(d.max_concurrency, 1);
        assert_false(d.limits_known);
    }
}

static void what_is_left_of_the_day_is_believed_but_for_no_more_than_a_day(void **state)
{
    (void)state;
    struct discovery d;
    discovery_init(&d, "auto", "1", 0);
    read_text(&d, "{\"session_start_limit\":{\"remaining\":0,\"reset_after\":60000}}");
    assert_int_equal(d.identifies_left, 0);
    assert_int_equal(d.identifies_reset_ms, 60000);
    read_text(&d, "{\"session_start_limit\":{\"remaining\":0,\"reset_after\":999999999999}}");
    assert_int_equal(d.identifies_reset_ms, 86400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_shard_at_a_given_address_asks_nobody),
        cmocka_unit_test(a_session_is_resumed_before_anything_is_asked),
        cmocka_unit_test(auto_takes_what_discord_says),
        cmocka_unit_test(what_is_set_is_not_overruled),
        cmocka_unit_test(without_an_answer_there_is_one_shard_at_the_main_address),
        cmocka_unit_test(what_is_left_of_the_day_is_believed_but_for_no_more_than_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
