/* The token endpoint, with assertions signed here by the key that it gave out. */
#include "tokens.h"

#include "json_value.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wconversion"
#include <mbedtls/base64.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#pragma GCC diagnostic pop

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW_S = 1700000000, JWT_SIZE = 4096 };

static struct rsa_key *key;           /* made once: it takes a while */
static struct accounts known, nobody; /* known: of that key alone */
static mbedtls_pk_context signer;
static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;

static int set_up(void **state)
{
    struct buffer json;
    struct json_value *v = NULL;
    (void)state;
    mbedtls_pk_init(&signer);
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    buffer_init(&json, 16384);
    key = rsa_key_generate();
    known.list[0].key = key;
    rsa_key_write_json(key, "http://127.0.0.1:1/token", &json);
    int failed = mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0) ||
                 err_is(json_parse(json.data, json.length, &v));
    const char *pem = json_text(json_get(v, "private_key"), "");
    const unsigned char *bytes = (const unsigned char *)pem;
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    failed |= mbedtls_pk_parse_key(&signer, bytes, strlen(pem) + 1, NULL, 0, mbedtls_ctr_drbg_random, &drbg);
#else
    failed |= mbedtls_pk_parse_key(&signer, bytes, strlen(pem) + 1, NULL, 0);
#endif
    json_destroy(&v);
    buffer_free(&json);
    return failed;
}

static int tear_down(void **state)
{
    (void)state;
    mbedtls_pk_free(&signer);
    mbedtls_ctr_drbg_free(&drbg);
    mbedtls_entropy_free(&entropy);
    rsa_key_destroy(&key);
    return 0;
}

static void add_base64url(char *text, const void *bytes, size_t length, bool padded)
{
    char *end = text + strlen(text);
    size_t written = 0;
    assert_int_equal(
        mbedtls_base64_encode((unsigned char *)end, JWT_SIZE - strlen(text), &written, bytes, length), 0);
    for (char *p = end; *p; p++) {
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
        if (*p == '=' && !padded)
            *p = '\0';
    }
}

static const char *sign(const char *header, const char *claims, bool padded)
{
    static char jwt[JWT_SIZE];
    unsigned char hash[32], signature[1024];
    size_t length = 0;
    jwt[0] = '\0';
    add_base64url(jwt, header, strlen(header), padded);
    strcat(jwt, ".");
    add_base64url(jwt, claims, strlen(claims), padded);
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), (const unsigned char *)jwt, strlen(jwt), hash);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    int failed = mbedtls_pk_sign(&signer, MBEDTLS_MD_SHA256, hash, sizeof hash, signature, sizeof signature,
                                 &length, mbedtls_ctr_drbg_random, &drbg);
#else
    int failed = mbedtls_pk_sign(&signer, MBEDTLS_MD_SHA256, hash, sizeof hash, signature, &length,
                                 mbedtls_ctr_drbg_random, &drbg);
#endif
    assert_int_equal(failed, 0);
    strcat(jwt, ".");
    add_base64url(jwt, signature, length, padded);
    return jwt;
}

#define SCOPE    "https://www.googleapis.com/auth/spreadsheets"
#define AUDIENCE "https://oauth2.googleapis.com/token"

struct claims {
    const char *iss, *scope, *aud;
    long iat, exp;
    const char *more;
};

static struct claims good_claims(void)
{
    return (struct claims){rsa_key_email(key), SCOPE, AUDIENCE, NOW_S - 30, NOW_S + 3570, ""};
}

static enum grant judge(struct claims c)
{
    char text[1024];
    struct grant_scope scope;
    const struct account *account = NULL;
    snprintf(text, sizeof text, "{\"iss\":\"%s\",\"scope\":\"%s\",\"aud\":\"%s\",\"iat\":%ld,\"exp\":%ld%s}",
             c.iss, c.scope, c.aud, c.iat, c.exp, c.more);
    return assertion_judge(sign("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", text, false), &known, NOW_S, &scope,
                           &account);
}

#define WITH(field, value) (c = good_claims(), c.field = (value), judge(c))

static void a_good_assertion_is_granted(void **state)
{
    (void)state;
    struct claims c;
    assert_int_equal(judge(good_claims()), GRANT_GIVEN);
    assert_int_equal(WITH(aud, "http://127.0.0.1:4321/token"), GRANT_GIVEN);
    assert_int_equal(WITH(scope, SCOPE " https://www.googleapis.com/auth/drive"), GRANT_GIVEN);
}

static void every_claim_is_checked(void **state)
{
    (void)state;
    struct claims c;
    assert_int_equal(WITH(iss, "other@example.com"), GRANT_NO_ACCOUNT);
    assert_int_equal(WITH(aud, "https://example.com/token"), GRANT_BAD_AUDIENCE);
    assert_int_equal(WITH(aud, "http://127.0.0.1:80.example.com/token"), GRANT_BAD_AUDIENCE);
    assert_int_equal(WITH(scope, ""), GRANT_BAD_SCOPE);
    assert_int_equal(WITH(scope, SCOPE "x"), GRANT_BAD_SCOPE);
    assert_int_equal(WITH(more, ",\"sub\":\"boss@example.com\""), GRANT_DELEGATION);
}

static void the_life_of_an_assertion_is_an_hour_around_now(void **state)
{
    (void)state;
    struct claims c;
    assert_int_equal(WITH(exp, NOW_S - 30 + 3601), GRANT_BAD_TIMES);
    assert_int_equal(WITH(exp, NOW_S - 30 + 3600), GRANT_GIVEN);
    assert_int_equal(WITH(exp, NOW_S), GRANT_BAD_TIMES);
    c = good_claims();
    c.iat = NOW_S + 301;
    c.exp = NOW_S + 1000;
    assert_int_equal(judge(c), GRANT_BAD_TIMES);
    c.iat = NOW_S + 300;
    assert_int_equal(judge(c), GRANT_GIVEN);
}

static void one_wrong_bit_spoils_the_signature(void **state)
{
    (void)state;
    struct grant_scope scope;
    const struct account *account = NULL;
    char jwt[JWT_SIZE], text[600];
    snprintf(text, sizeof text,
             "{\"iss\":\"%s\",\"scope\":\"" SCOPE "\",\"aud\":\"" AUDIENCE "\",\"iat\":%d,\"exp\":%d}",
             rsa_key_email(key), NOW_S, NOW_S + 10);
    strcpy(jwt, sign("{\"alg\":\"RS256\"}", text, false));
    assert_int_equal(assertion_judge(jwt, &known, NOW_S, &scope, &account), GRANT_GIVEN);
    char *signature = strrchr(jwt, '.') + 1;
    signature[10] = signature[10] == 'A' ? 'B' : 'A';
    assert_int_equal(assertion_judge(jwt, &known, NOW_S, &scope, &account), GRANT_BAD_SIGNATURE);
    assert_int_equal(
        assertion_judge(sign("{\"alg\":\"RS256\"}", text, true), &known, NOW_S, &scope, &account),
        GRANT_GIVEN);
    assert_int_equal(
        assertion_judge(sign("{\"alg\":\"HS256\"}", text, false), &known, NOW_S, &scope, &account),
        GRANT_NOT_A_JWT);
    assert_int_equal(assertion_judge("a.b", &known, NOW_S, &scope, &account), GRANT_NOT_A_JWT);
    assert_int_equal(assertion_judge(jwt, &nobody, NOW_S, &scope, &account), GRANT_NO_ACCOUNT);
}

static uint32_t next_random(void)
{
    static uint32_t n;
    return n++ * 2654435761u >> 8;
}

static const char *request(struct tokens *t, struct token_terms terms, uint64_t now_ms, int *ret_status)
{
    static char answer[2000];
    char body[JWT_SIZE + 200], text[600];
    struct reply reply;
    snprintf(text, sizeof text,
             "{\"iss\":\"%s\",\"scope\":\"" SCOPE "\",\"aud\":\"" AUDIENCE "\",\"iat\":%d,\"exp\":%d}",
             rsa_key_email(key), NOW_S, NOW_S + 10);
    snprintf(body, sizeof body,
             "assertion=%s&grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Ajwt-bearer",
             sign("{\"alg\":\"RS256\"}", text, false));
    reply_init(&reply);
    tokens_request(t, &known, body, strlen(body), terms, NOW_S, now_ms, next_random, &reply);
    *ret_status = reply.status;
    snprintf(answer, sizeof answer, "%s", buffer_string(&reply.body));
    reply_free(&reply);
    return answer;
}

static void a_token_lives_as_long_as_it_says(void **state)
{
    (void)state;
    static struct tokens t;
    int status;
    char header[TOKEN_LENGTH + 20];
    request(&t, (struct token_terms){.expires_in_s = 5}, 1000, &status);
    assert_int_equal(status, 200);
    snprintf(header, sizeof header, "Bearer %s", t.list[0].text);
    assert_int_equal(tokens_check(&t, header, 5999), TOKEN_GOOD);
    assert_ptr_equal(tokens_account(&t, header), &known.list[0]);
    assert_null(tokens_account(&t, "Bearer nonsense"));
    assert_int_equal(tokens_check(&t, header, 6000), TOKEN_UNKNOWN);
    assert_int_equal(tokens_check(&t, "", 1000), TOKEN_MISSING);
    assert_int_equal(tokens_check(&t, "Bearer ", 1000), TOKEN_UNKNOWN);
    assert_int_equal(tokens_check(&t, "Bearer nonsense", 1000), TOKEN_UNKNOWN);
    tokens_revoke_all(&t);
    assert_int_equal(tokens_check(&t, header, 2000), TOKEN_UNKNOWN);
}

static void one_token_is_revoked_and_the_others_live(void **state)
{
    (void)state;
    static struct tokens t;
    int status;
    char first[TOKEN_LENGTH + 20], second[TOKEN_LENGTH + 20];
    request(&t, (struct token_terms){.expires_in_s = 5}, 1000, &status);
    request(&t, (struct token_terms){.expires_in_s = 5}, 1000, &status);
    snprintf(first, sizeof first, "Bearer %s", t.list[0].text);
    snprintf(second, sizeof second, "Bearer %s", t.list[1].text);
    tokens_revoke(&t, "");
    tokens_revoke(&t, first + 7);
    assert_int_equal(tokens_check(&t, first, 1000), TOKEN_UNKNOWN);
    assert_int_equal(tokens_check(&t, second, 1000), TOKEN_GOOD);
    assert_false(tokens_reach_drive(&t, second));
}

static void a_disabled_account_is_told_so(void **state)
{
    (void)state;
    static struct tokens t;
    int status;
    const char *answer =
        request(&t, (struct token_terms){.expires_in_s = 5, .account_disabled = true}, 1000, &status);
    assert_int_equal(status, 401);
    assert_string_equal(
        answer, "{\"error\":\"disabled_client\",\"error_description\":\"The OAuth client was disabled.\"}");
    assert_int_equal(t.granted, 0);
    assert_int_equal(t.requests, 1);
}

static void a_key_file_can_be_read_again(void **state)
{
    (void)state;
    struct buffer json;
    buffer_init(&json, 16384);
    rsa_key_write_json(key, "https://oauth2.googleapis.com/token", &json);
    struct rsa_key *again = rsa_key_from_json(buffer_string(&json));
    assert_non_null(again);
    assert_string_equal(rsa_key_email(again), rsa_key_email(key));
    rsa_key_destroy(&again);
    assert_null(rsa_key_from_json("{\"client_email\":\"a@b\",\"private_key\":\"nonsense\"}"));
    assert_null(rsa_key_from_json("nonsense"));
    buffer_free(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_assertion_is_granted),
        cmocka_unit_test(every_claim_is_checked),
        cmocka_unit_test(the_life_of_an_assertion_is_an_hour_around_now),
        cmocka_unit_test(one_wrong_bit_spoils_the_signature),
        cmocka_unit_test(a_token_lives_as_long_as_it_says),
        cmocka_unit_test(one_token_is_revoked_and_the_others_live),
        cmocka_unit_test(a_disabled_account_is_told_so),
        cmocka_unit_test(a_key_file_can_be_read_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
