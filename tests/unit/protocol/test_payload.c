/* payload.h: looking without parsing, and what we send. */
#include "payload.h"

#include "json_value.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct payload look(const char *text)
{
    struct payload p;
    assert_true(payload_look(text, strlen(text), &p));
    return p;
}

static void assert_data(const struct payload *p, const char *expected)
{
    assert_int_equal(p->data_length, strlen(expected));
    assert_memory_equal(p->data, expected, p->data_length);
}

static void a_dispatch_as_discord_writes_it_is_understood(void **state)
{
    (void)state;
    struct payload p = look("{\"t\":\"MESSAGE_CREATE\",\"s\":42,\"op\":0,\"d\":{\"id\":\"1\",\"x\":[{}]}}");
    assert_int_equal(p.op, PAYLOAD_DISPATCH);
    assert_int_equal(p.sequence, 42);
    assert_true(payload_type_is(&p, "MESSAGE_CREATE"));
    assert_false(payload_type_is(&p, "MESSAGE_CREATED"));
    assert_false(payload_type_is(&p, "MESSAGE"));
    assert_data(&p, "{\"id\":\"1\",\"x\":[{}]}");
}

static void d_is_not_looked_into_when_it_comes_last(void **state)
{
    (void)state;
    struct payload p = look("{\"t\":\"X\",\"s\":1,\"op\":0,\"d\":{\"unbalanced\":[[[ }}");
    assert_data(&p, "{\"unbalanced\":[[[ }");
}

static void members_in_any_order_are_found(void **state)
{
    (void)state;
    struct payload p = look(" { \"d\" : {\"a\":\"}\\\"]\",\"op\":7} , \"unknown\":[1,{\"s\":9}], \"op\" : 0 "
                            ",\"s\":3,\"t\":\"T\" } ");
    assert_int_equal(p.op, 0);
    assert_int_equal(p.sequence, 3);
    assert_data(&p, "{\"a\":\"}\\\"]\",\"op\":7} ");
}

static void null_members_are_not_there(void **state)
{
    (void)state;
    struct payload p = look("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}");
    assert_null(p.type);
    assert_int_equal(p.sequence, PAYLOAD_NO_SEQUENCE);
    assert_data(&p, "{\"heartbeat_interval\":41250}");
    p = look("{\"op\":11}");
    assert_int_equal(p.op, PAYLOAD_HEARTBEAT_ACK);
    assert_null(p.data);
    p = look("{\"op\":9,\"d\":true}");
    assert_data(&p, "true");
}

static void what_is_no_payload_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"d\":1}",
        "{\"op\":}",
        "{\"op\":\"0\"}",
        "{\"op\":-1}",
        "{\"op\":0",
        "{\"op\":0,}",
        "{op:0}",
        "{\"op\":256}",
        "{\"op\":0,\"op\":1}",
        "{\"t\":\"A",
        "{\"t\":\"A\\",
        "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":",
        "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":}",
    };
    struct payload p;
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        assert_false(payload_look(BAD[i], strlen(BAD[i]), &p));
}

/* Under AddressSanitizer a read past the end would be seen: the copy ends where the text does. */
static void a_text_that_is_cut_anywhere_is_never_read_past_its_end(void **state)
{
    (void)state;
    static const char WHOLE[] =
        "{\"t\":\"A\\\"B\",\"s\":12,\"op\":0,\"x\":[\"\\\"\",null],\"d\":{\"y\":\"z\"}}";
    for (size_t length = 0; length < sizeof(WHOLE) - 1; length++) {
        char *cut = test_malloc(length + 1);
        memcpy(cut + 1, WHOLE, length);
        struct payload p;
        payload_look(cut + 1, length, &p);
        test_free(cut);
    }
}

static void a_heartbeat_carries_the_last_sequence_or_null(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, PAYLOAD_SENT_MOST);
    payload_write_heartbeat(&out, 251);
    assert_string_equal(buffer_string(&out), "{\"op\":1,\"d\":251}");
    buffer_clear(&out);
    payload_write_heartbeat(&out, PAYLOAD_NO_SEQUENCE);
    assert_string_equal(buffer_string(&out), "{\"op\":1,\"d\":null}");
    buffer_free(&out);
}

static void identify_asks_for_these_intents_and_this_shard(void **state)
{
    (void)state;
    struct buffer out;
    struct json_value *sent = NULL;
    buffer_init(&out, PAYLOAD_SENT_MOST);
    payload_write_identify(&out, "a \"token\"", 33281, 2, 5);
    assert_false(err_is(json_parse(out.data, out.length, &sent)));
    assert_int_equal(json_int(json_get(sent, "op"), -1), 2);
    assert_string_equal(json_text(json_find(sent, "d.token"), ""), "a \"token\"");
    assert_int_equal(json_int(json_find(sent, "d.intents"), 0), 33281);
    assert_int_equal(json_int(json_find(sent, "d.shard.0"), 0), 2);
    assert_int_equal(json_int(json_find(sent, "d.shard.1"), 0), 5);
    assert_string_equal(json_text(json_find(sent, "d.properties.os"), ""), "linux");
    json_destroy(&sent);
    buffer_free(&out);
}

static void resume_names_session_and_sequence(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, PAYLOAD_SENT_MOST);
    payload_write_resume(&out, "t", "abc", 7);
    assert_string_equal(buffer_string(&out),
                        "{\"op\":6,\"d\":{\"token\":\"t\",\"session_id\":\"abc\",\"seq\":7}}");
    buffer_free(&out);
}

static void what_is_no_payload_leaves_the_answer_as_it_was(void **state)
{
    (void)state;
    static const char *const NONE[] = {"{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":{\"i", "{\"op\":0", "[]"};
    for (size_t i = 0; i < sizeof(NONE) / sizeof(NONE[0]); i++) {
        struct payload p = {.op = -7};
        assert_false(payload_look(NONE[i], strlen(NONE[i]), &p));
        assert_int_equal(p.op, -7);
    }
}

static void an_only_shard_is_not_spoken_of(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, PAYLOAD_SENT_MOST);
    payload_write_identify(&out, "token", 1, 0, 1);
    assert_null(strstr(buffer_string(&out), "shard"));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dispatch_as_discord_writes_it_is_understood),
        cmocka_unit_test(d_is_not_looked_into_when_it_comes_last),
        cmocka_unit_test(members_in_any_order_are_found),
        cmocka_unit_test(null_members_are_not_there),
        cmocka_unit_test(what_is_no_payload_is_refused),
        cmocka_unit_test(a_text_that_is_cut_anywhere_is_never_read_past_its_end),
        cmocka_unit_test(a_heartbeat_carries_the_last_sequence_or_null),
        cmocka_unit_test(identify_asks_for_these_intents_and_this_shard),
        cmocka_unit_test(an_only_shard_is_not_spoken_of),
        cmocka_unit_test(resume_names_session_and_sequence),
        cmocka_unit_test(what_is_no_payload_leaves_the_answer_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
