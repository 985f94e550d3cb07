/* session.h: what survives, and what is not believed. */
#include "session.h"

#include "payload.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ONLY ((struct shard_number){0, 1})

static struct session known(void)
{
    struct session s;
    session_init(&s, session_bot("token"), ONLY);
    assert_true(session_begin(&s, "abc", "wss://resume.example", 1700000000000));
    session_handled(&s, 17);
    return s;
}

static void write_into(const struct session *s, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    session_write(s, &w);
    jw_object_end(&w);
}

static bool read_from(struct session *s, const char *text)
{
    struct json_value *document = NULL;
    json_parse(text, strlen(text), &document);
    bool taken = session_read(s, document);
    json_destroy(&document);
    return taken;
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    struct session s = known(), back;
    struct buffer out;
    buffer_init(&out, 4096);
    write_into(&s, &out);
    session_init(&back, s.bot, ONLY);
    assert_true(read_from(&back, buffer_string(&out)));
    assert_string_equal(back.id, "abc");
    assert_string_equal(back.resume_url, "wss://resume.example");
    assert_int_equal(back.sequence, 17);
    buffer_free(&out);
}

static void the_token_is_not_in_it(void **state)
{
    (void)state;
    struct session s = known();
    struct buffer out;
    buffer_init(&out, 4096);
    write_into(&s, &out);
    assert_null(strstr(buffer_string(&out), "token"));
    buffer_free(&out);
}

static void another_bots_session_is_not_taken(void **state)
{
    (void)state;
    struct session s = known(), other;
    struct buffer out;
    buffer_init(&out, 4096);
    write_into(&s, &out);
    session_init(&other, session_bot("another token"), ONLY);
    assert_false(read_from(&other, buffer_string(&out)));
    assert_false(session_known(&other));
    buffer_free(&out);
}

static void malformed_sessions_are_not_taken(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "null",
        "[]",
        "{}",
        "{\"bot\":\"0000000000000001\"}",
        "{\"bot\":\"1\",\"session_id\":\"\",\"resume_url\":\"wss://x\",\"sequence\":1}",
        "{\"bot\":\"1\",\"session_id\":\"a\",\"resume_url\":\"wss://x\",\"sequence\":-1}",
        "{\"bot\":\"1\",\"session_id\":\"a\",\"resume_url\":\"wss://x\"}",
        "{\"bot\":\"1x\",\"session_id\":\"a\",\"resume_url\":\"wss://x\",\"sequence\":1}",
        "{\"bot\":1,\"session_id\":\"a\",\"resume_url\":\"wss://x\",\"sequence\":1}",
        "{\"bot\":\"\",\"session_id\":\"a\",\"resume_url\":\"wss://x\",\"sequence\":1}",
    };
    struct session s;
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        session_init(&s, 1, ONLY);
        assert_false(read_from(&s, BAD[i]));
        assert_false(session_known(&s));
    }
    assert_true(read_from(&s, "{\"bot\":\"1\",\"session_id\":\"a\",\"resume_url\":\"\",\"sequence\":0}"));
}

static void the_sequence_is_never_lowered(void **state)
{
    (void)state;
    struct session s = known();
    session_handled(&s, 16);
    session_handled(&s, PAYLOAD_NO_SEQUENCE);
    assert_int_equal(s.sequence, 17);
    session_handled(&s, 18);
    assert_int_equal(s.sequence, 18);
}

static void a_new_session_counts_from_its_own_start(void **state)
{
    (void)state;
    struct session s = known();
    assert_true(session_begin(&s, "def", "", 1700000000000));
    session_handled(&s, 1);
    assert_int_equal(s.sequence, 1);
}

static void an_id_that_does_not_fit_is_no_session(void **state)
{
    (void)state;
    struct session s = known();
    char longest[129];
    memset(longest, 'x', 128);
    longest[128] = '\0';
    assert_false(session_begin(&s, longest, "", 1700000000000));
    assert_false(session_known(&s));
    longest[127] = '\0';
    assert_true(session_begin(&s, longest, "", 1700000000000));
}

static void another_shards_session_is_not_taken(void **state)
{
    (void)state;
    struct session s = known(), other;
    struct buffer out;
    buffer_init(&out, 4096);
    s.shard = (struct shard_number){1, 2};
    write_into(&s, &out);
    static const struct shard_number OTHERS[] = {{0, 2}, {1, 3}, {0, 1}};
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++) {
        session_init(&other, s.bot, OTHERS[i]);
        assert_false(read_from(&other, buffer_string(&out)));
    }
    session_init(&other, s.bot, s.shard);
    assert_true(read_from(&other, buffer_string(&out)));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(the_token_is_not_in_it),
        cmocka_unit_test(another_bots_session_is_not_taken),
        cmocka_unit_test(malformed_sessions_are_not_taken),
        cmocka_unit_test(the_sequence_is_never_lowered),
        cmocka_unit_test(a_new_session_counts_from_its_own_start),
        cmocka_unit_test(an_id_that_does_not_fit_is_no_session),
        cmocka_unit_test(another_shards_session_is_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
