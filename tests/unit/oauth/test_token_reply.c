/* Every answer of the token endpoint is told apart. */
#include "token_reply.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum token_verdict verdict_of(int status, const char *body)
{
    struct token_reply reply;
    token_reply_read(&reply, status, body, strlen(body));
    if (reply.verdict != TOKEN_GRANTED)
        assert_non_null(reply.words);
    token_reply_free(&reply);
    return reply.verdict;
}

static void a_token_is_taken_with_its_life(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        int64_t life_s;
    } CASES[] = {
        {"{\"access_token\":\"ya29.x\",\"expires_in\":3599,\"token_type\":\"Bearer\"}", 3599},
        {"{\"access_token\":\"ya29.x\",\"expires_in\":\"3599\"}", 3599},
        {"{\"access_token\":\"ya29.x\"}", 300},
        {"{\"access_token\":\"ya29.x\",\"expires_in\":-1}", 300},
    };
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        struct token_reply reply;
        token_reply_read(&reply, 200, CASES[i].body, strlen(CASES[i].body));
        assert_int_equal(reply.verdict, TOKEN_GRANTED);
        assert_string_equal(reply.access_token, "ya29.x");
        assert_int_equal(reply.expires_in_s, CASES[i].life_s);
        token_reply_free(&reply);
    }
}

static void refusals_for_good_are_told_from_outages(void **state)
{
    (void)state;
    static const char *const PERMANENT[] = {
        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}",
        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid grant: account not found\"}",
        "{\"error\":\"invalid_grant\"}",
        "{\"error\":\"disabled_client\"}",
        "{\"error\":\"unauthorized_client\",\"error_description\":\"x\"}",
        "{\"error\":\"invalid_scope\"}",
    };
    for (size_t i = 0; i < ARRAY_LEN(PERMANENT); i++)
        assert_int_equal(verdict_of(400, PERMANENT[i]), TOKEN_PERMANENT);
    assert_int_equal(verdict_of(401, "{\"error\":\"invalid_client\"}"), TOKEN_PERMANENT);
    static const int TRANSIENT[] = {0, 408, 429, 500, 502, 503, 504};
    for (size_t i = 0; i < ARRAY_LEN(TRANSIENT); i++)
        assert_int_equal(
            verdict_of(TRANSIENT[i], "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>"),
            TOKEN_TRANSIENT);
    assert_int_equal(verdict_of(429, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}"),
                     TOKEN_TRANSIENT);
    assert_int_equal(verdict_of(200, "{\"access_token\":"), TOKEN_TRANSIENT);
    assert_int_equal(verdict_of(200, "{\"access_token\":\"a\\r\\nX-Evil: 1\"}"), TOKEN_TRANSIENT);
    assert_int_equal(verdict_of(200, ""), TOKEN_TRANSIENT);
}

static void a_wrong_clock_is_recognised(void **state)
{
    (void)state;
    assert_int_equal(
        verdict_of(
            400,
            "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: Token must be a short-lived "
            "token (60 minutes) and in a reasonable timeframe. Check your iat and exp values.\"}"),
        TOKEN_CLOCK);
}

static void a_token_is_renewed_early_and_used_until_its_end(void **state)
{
    (void)state;
    struct token_life life = token_life(1000, 3600, 0);
    assert_int_equal(life.refresh_ms, 1000 + 3300000);
    assert_int_equal(life.dead_ms, 1000 + 3570000);
    life = token_life(1000, 3600, 59999);
    assert_int_equal(life.refresh_ms, 1000 + 3300000 - 59999);
    life = token_life(0, 5, 12345);
    assert_int_equal(life.refresh_ms, 2500);
    assert_int_equal(life.dead_ms, 4500);
}

static void what_a_person_must_do_is_there_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        bool permanent;
        const char *words, *english;
    } ROWS[] = {
#define TOKEN_OUTCOME(status, error, hint, verdict, words, english)                                          \
    {TOKEN_##verdict == TOKEN_PERMANENT, words, english},
#include "token_outcomes.def"
#undef TOKEN_OUTCOME
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        assert_true(ROWS[i].words[0] && ROWS[i].permanent == (ROWS[i].english[0] != '\0'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_person_must_do_is_there_in_both_languages),
        cmocka_unit_test(a_token_is_taken_with_its_life),
        cmocka_unit_test(refusals_for_good_are_told_from_outages),
        cmocka_unit_test(a_wrong_clock_is_recognised),
        cmocka_unit_test(a_token_is_renewed_early_and_used_until_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
