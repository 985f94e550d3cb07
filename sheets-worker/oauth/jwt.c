/* RS256 by mbedTLS. */
#include "jwt.h"

#include "allocate.h"
#include "json_writer.h"

#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wundef"
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#pragma GCC diagnostic pop

#define RSA_BITS_LEAST 2048
#define SIGNATURE_MOST 1024 /* RSA-8192 */
#define HASH_SIZE      32

struct jwt_signer {
    mbedtls_pk_context key;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random; /* blinds the private operation */
};

/* ---- What differs between mbedTLS 2.28 and 3.x. */

static int parse_key(struct jwt_signer *s, const char *pem)
{
    const unsigned char *bytes = (const unsigned char *)pem;
    size_t size = strlen(pem) + 1; /* with its NUL, or the PEM parser does not know it for PEM */
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_key(&s->key, bytes, size, NULL, 0, mbedtls_ctr_drbg_random, &s->random);
#else
    return mbedtls_pk_parse_key(&s->key, bytes, size, NULL, 0);
#endif
}

static int sign_hash(struct jwt_signer *s, const unsigned char *hash, unsigned char *signature,
                     size_t *ret_length)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_sign(&s->key, MBEDTLS_MD_SHA256, hash, HASH_SIZE, signature, SIGNATURE_MOST, ret_length,
                           mbedtls_ctr_drbg_random, &s->random);
#else
    return mbedtls_pk_sign(&s->key, MBEDTLS_MD_SHA256, hash, HASH_SIZE, signature, ret_length,
                           mbedtls_ctr_drbg_random, &s->random);
#endif
}

static int hash_bytes(const char *bytes, size_t length, unsigned char hash[HASH_SIZE])
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_sha256((const unsigned char *)bytes, length, hash, 0);
#else
    return mbedtls_sha256_ret((const unsigned char *)bytes, length, hash, 0);
#endif
}

/* ---- The signer. */

static struct err sign(struct jwt_signer *s, const char *bytes, size_t length, unsigned char *signature,
                       size_t *ret_length)
{
    unsigned char hash[HASH_SIZE];
    int status = hash_bytes(bytes, length, hash);
    if (status == 0)
        status = sign_hash(s, hash, signature, ret_length);
    return status == 0 ? ERR_OK : err_make(ERR_CRYPTO, "jwt.sign", status);
}

/* A key whose halves do not belong together parses well and is refused by Google only. */
static struct err try_out(struct jwt_signer *s)
{
    static const char TRIAL[] = "vigie";
    unsigned char signature[SIGNATURE_MOST], hash[HASH_SIZE];
    size_t length = 0;
    struct err e = sign(s, TRIAL, sizeof(TRIAL), signature, &length);
    if (err_is(e))
        return e;
    int status = hash_bytes(TRIAL, sizeof(TRIAL), hash);
    if (status == 0)
        status = mbedtls_pk_verify(&s->key, MBEDTLS_MD_SHA256, hash, HASH_SIZE, signature, length);
    return status == 0 ? ERR_OK : err_make(ERR_CRYPTO, "jwt.trial", status);
}

static struct err load(struct jwt_signer *s, const char *pem)
{
    int status = mbedtls_ctr_drbg_seed(&s->random, mbedtls_entropy_func, &s->entropy, NULL, 0);
    if (status != 0)
        return err_make(ERR_CRYPTO, "jwt.random", status);
    status = parse_key(s, pem);
    if (status != 0)
        return err_make(ERR_CRYPTO, "jwt.parse", status);
    if (!mbedtls_pk_can_do(&s->key, MBEDTLS_PK_RSA))
        return err_make(ERR_CONFIG, "jwt.not_rsa", 0);
    size_t bits = mbedtls_pk_get_bitlen(&s->key);
    if (bits < RSA_BITS_LEAST || bits > SIGNATURE_MOST * 8)
        return err_make(ERR_CONFIG, "jwt.key_size", (int)bits);
    return try_out(s);
}

struct err jwt_signer_create(const char *pem, struct jwt_signer **ret_signer)
{
    struct jwt_signer *s = allocate(1, sizeof(*s));
    mbedtls_pk_init(&s->key);
    mbedtls_entropy_init(&s->entropy);
    mbedtls_ctr_drbg_init(&s->random);
    struct err e = load(s, pem);
    if (err_is(e))
        jwt_signer_destroy(&s);
    else
        *ret_signer = s;
    return e;
}

void jwt_signer_destroy(struct jwt_signer **take_signer)
{
    struct jwt_signer *s = *take_signer;
    if (!s)
        return;
    *take_signer = NULL;
    mbedtls_pk_free(&s->key); /* zeroises */
    mbedtls_ctr_drbg_free(&s->random);
    mbedtls_entropy_free(&s->entropy);
    free(s);
}

/* ---- The assertion. */

static void append_base64url(struct buffer *out, const void *bytes, size_t length)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *at = bytes;
    for (; length; at += 3, length -= length < 3 ? length : 3) {
        uint32_t bits =
            (uint32_t)at[0] << 16 | (length > 1 ? (uint32_t)at[1] << 8 : 0) | (length > 2 ? at[2] : 0);
        buffer_char(out, DIGITS[bits >> 18]);
        buffer_char(out, DIGITS[bits >> 12 & 63]);
        if (length > 1)
            buffer_char(out, DIGITS[bits >> 6 & 63]);
        if (length > 2)
            buffer_char(out, DIGITS[bits & 63]);
    }
}

static void write_header(struct buffer *out, const struct jwt_claims *claims)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "alg", "RS256");
    jw_member_string(&w, "typ", "JWT");
    if (claims->key_id)
        jw_member_string(&w, "kid", claims->key_id);
    jw_object_end(&w);
}

static void write_claims(struct buffer *out, const struct jwt_claims *claims)
{
    int64_t issued = claims->now_s - JWT_BACKDATED_S;
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "iss", claims->issuer);
    jw_member_string(&w, "scope", claims->scope);
    jw_member_string(&w, "aud", claims->audience);
    jw_member_int(&w, "iat", issued);
    jw_member_int(&w, "exp", issued + JWT_LIFE_S);
    jw_object_end(&w);
}

struct err jwt_assertion(struct jwt_signer *s, const struct jwt_claims *claims, struct buffer *out)
{
    unsigned char signature[SIGNATURE_MOST];
    size_t start = out->length, length = 0;
    struct buffer part;
    buffer_init(&part, 4096);
    write_header(&part, claims);
    append_base64url(out, buffer_string(&part), part.length);
    buffer_char(out, '.');
    buffer_clear(&part);
    write_claims(&part, claims);
    append_base64url(out, buffer_string(&part), part.length);
    struct err e = part.failed || out->failed
                       ? err_make(ERR_FULL, "jwt.claims", 0)
                       : sign(s, out->data + start, out->length - start, signature, &length);
    buffer_free(&part);
    if (err_is(e))
        return e;
    buffer_char(out, '.');
    append_base64url(out, signature, length);
    return out->failed ? err_make(ERR_FULL, "jwt.signature", 0) : ERR_OK;
}
