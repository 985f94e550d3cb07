/* The assertion is what RFC 7519 and Google ask for, and its signature verifies. */
#include "jwt.h"

#include "json_value.h"
#include "throwaway_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <mbedtls/md.h>

static struct throwaway_key the_key;

static size_t decode(const char *text, size_t length, unsigned char *out, size_t room)
{
    char padded[4096];
    size_t written = 0, n = 0;
    for (; n < length; n++)
        padded[n] = text[n] == '-' ? '+' : text[n] == '_' ? '/' : text[n];
    while (n % 4)
        padded[n++] = '=';
    assert_int_equal(mbedtls_base64_decode(out, room, &written, (const unsigned char *)padded, n), 0);
    return written;
}

static struct json_value *part_of(const char *text, size_t length)
{
    unsigned char bytes[4096];
    struct json_value *document = NULL;
    size_t n = decode(text, length, bytes, sizeof(bytes));
    assert_false(err_is(json_parse((const char *)bytes, n, &document)));
    return document;
}

static void the_assertion_says_who_what_and_for_how_long(void **state)
{
    (void)state;
    struct jwt_signer *signer = NULL;
    struct buffer out;
    buffer_init(&out, 8192);
    assert_false(err_is(jwt_signer_create(the_key.pkcs8, &signer)));
    const struct jwt_claims claims = {"vigie@x.iam.gserviceaccount.com", "abc", "the scope", "https://aud",
                                      1700000000};
    assert_false(err_is(jwt_assertion(signer, &claims, &out)));

    const char *first = strchr(out.data, '.'), *second = strchr(first + 1, '.');
    struct json_value *header = part_of(out.data, (size_t)(first - out.data));
    struct json_value *payload = part_of(first + 1, (size_t)(second - first - 1));
    assert_string_equal(json_text(json_get(header, "alg"), ""), "RS256");
    assert_string_equal(json_text(json_get(header, "kid"), ""), "abc");
    assert_string_equal(json_text(json_get(payload, "iss"), ""), "vigie@x.iam.gserviceaccount.com");
    assert_string_equal(json_text(json_get(payload, "scope"), ""), "the scope");
    assert_string_equal(json_text(json_get(payload, "aud"), ""), "https://aud");
    assert_int_equal(json_int(json_get(payload, "iat"), 0), 1700000000 - 30);
    assert_int_equal(json_int(json_get(payload, "exp"), 0), 1700000000 - 30 + 3600);
    assert_null(strpbrk(out.data, "=+/"));

    unsigned char signature[1024], hash[32];
    size_t length = decode(second + 1, strlen(second + 1), signature, sizeof(signature));
    assert_int_equal(mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), (const unsigned char *)out.data,
                                (size_t)(second - out.data), hash),
                     0);
    assert_int_equal(mbedtls_pk_verify(&the_key.pk, MBEDTLS_MD_SHA256, hash, sizeof(hash), signature, length),
                     0);

    json_destroy(&header);
    json_destroy(&payload);
    buffer_free(&out);
    jwt_signer_destroy(&signer);
}

static void a_full_buffer_is_an_error_not_half_an_assertion(void **state)
{
    (void)state;
    struct jwt_signer *signer = NULL;
    struct buffer out;
    buffer_init(&out, 300);
    assert_false(err_is(jwt_signer_create(the_key.pkcs1, &signer)));
    const struct jwt_claims claims = {"vigie@x.iam.gserviceaccount.com", NULL, "s", "a", 1700000000};
    assert_int_equal(jwt_assertion(signer, &claims, &out).kind, ERR_FULL);
    buffer_free(&out);
    jwt_signer_destroy(&signer);
}

static void rubbish_is_no_key(void **state)
{
    (void)state;
    struct jwt_signer *signer = NULL;
    assert_int_equal(jwt_signer_create("", &signer).kind, ERR_CRYPTO);
    assert_int_equal(
        jwt_signer_create("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &signer).kind,
        ERR_CRYPTO);
    assert_null(signer);
    jwt_signer_destroy(&signer);
}

static int make_key(void **state)
{
    (void)state;
    return throwaway_key_make(&the_key, 2048);
}

static int free_key(void **state)
{
    (void)state;
    throwaway_key_free(&the_key);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_assertion_says_who_what_and_for_how_long),
        cmocka_unit_test(a_full_buffer_is_an_error_not_half_an_assertion),
        cmocka_unit_test(rubbish_is_no_key),
    };
    return cmocka_run_group_tests(tests, make_key, free_key);
}
