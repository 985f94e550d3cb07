/* RSA keys of the pretend service account. */
#include "rsa_key.h"

#include "json_value.h"
#include "json_writer.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wconversion"
#include <mbedtls/base64.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#pragma GCC diagnostic pop

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BITS = 2048, DER_SIZE = 4096, PEM_LINE = 64, EMAIL_SIZE = 200, KEY_ID_SIZE = 41 };

static const char project[] = "vigie-demo";
static const char own_email[] = "vigie@vigie-demo.iam.gserviceaccount.com";

struct rsa_key {
    mbedtls_pk_context pk;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    char email[EMAIL_SIZE], id[KEY_ID_SIZE];
};

static struct rsa_key *key_create(const char *email)
{
    struct rsa_key *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    mbedtls_pk_init(&k->pk);
    mbedtls_entropy_init(&k->entropy);
    mbedtls_ctr_drbg_init(&k->random);
    snprintf(k->email, sizeof k->email, "%s", email);
    if (mbedtls_ctr_drbg_seed(&k->random, mbedtls_entropy_func, &k->entropy, NULL, 0) != 0)
        rsa_key_destroy(&k);
    return k;
}

void rsa_key_destroy(struct rsa_key **key)
{
    if (!*key)
        return;
    mbedtls_pk_free(&(*key)->pk);
    mbedtls_ctr_drbg_free(&(*key)->random);
    mbedtls_entropy_free(&(*key)->entropy);
    free(*key);
    *key = NULL;
}

struct rsa_key *rsa_key_generate(void)
{
    struct rsa_key *k = key_create(own_email);
    unsigned char id[20];
    if (!k)
        return NULL;
    if (mbedtls_pk_setup(&k->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA)) != 0 ||
        mbedtls_rsa_gen_key(mbedtls_pk_rsa(k->pk), mbedtls_ctr_drbg_random, &k->random, KEY_BITS, 65537) !=
            0 ||
        mbedtls_ctr_drbg_random(&k->random, id, sizeof id) != 0) {
        rsa_key_destroy(&k);
        return NULL;
    }
    for (size_t i = 0; i < sizeof id; i++)
        snprintf(k->id + 2 * i, 3, "%02x", id[i]);
    return k;
}

static int parse_pem(struct rsa_key *k, const char *pem)
{
    const unsigned char *bytes = (const unsigned char *)pem;
    /* The length must count the NUL, or PEM is not recognised. */
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return mbedtls_pk_parse_key(&k->pk, bytes, strlen(pem) + 1, NULL, 0, mbedtls_ctr_drbg_random, &k->random);
#else
    return mbedtls_pk_parse_key(&k->pk, bytes, strlen(pem) + 1, NULL, 0);
#endif
}

struct rsa_key *rsa_key_from_json(const char *json)
{
    struct json_value *document = NULL;
    struct rsa_key *k = NULL;
    if (err_is(json_parse(json, strlen(json), &document)))
        return NULL;
    const char *email = json_text(json_get(document, "client_email"), NULL);
    const char *pem = json_text(json_get(document, "private_key"), NULL);
    if (email && pem && strlen(email) < EMAIL_SIZE)
        k = key_create(email);
    if (k && (parse_pem(k, pem) != 0 || !mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA)))
        rsa_key_destroy(&k);
    if (k)
        snprintf(k->id, sizeof k->id, "%s", json_text(json_get(document, "private_key_id"), ""));
    json_destroy(&document);
    return k;
}

const char *rsa_key_email(const struct rsa_key *key)
{
    return key->email;
}

/* DER header with a two-byte length: every part of a 2,048-bit key is longer than 255 bytes. */
static void put_header(struct buffer *out, unsigned char tag, size_t length)
{
    const unsigned char header[] = {tag, 0x82, (unsigned char)(length >> 8), (unsigned char)length};
    buffer_append(out, header, sizeof header);
}

/* PKCS#8 as in Google's key files; mbedTLS itself writes PKCS#1, which goes inside. */
static void write_pkcs8(struct rsa_key *key, struct buffer *out)
{
    static const unsigned char version_and_rsa[] = {0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
                                                    0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    unsigned char der[DER_SIZE];
    int length = mbedtls_pk_write_key_der(&key->pk, der, sizeof der);
    if (length <= 0)
        return;
    put_header(out, 0x30, sizeof version_and_rsa + 4 + (size_t)length);
    buffer_append(out, version_and_rsa, sizeof version_and_rsa);
    put_header(out, 0x04, (size_t)length);
    buffer_append(out, der + sizeof der - (size_t)length, (size_t)length);
}

static void write_pem(struct rsa_key *key, struct buffer *out)
{
    struct buffer der;
    unsigned char text[2 * DER_SIZE];
    size_t length = 0;
    buffer_init(&der, DER_SIZE);
    write_pkcs8(key, &der);
    mbedtls_base64_encode(text, sizeof text, &length, (const unsigned char *)der.data, der.length);
    buffer_text(out, "-----BEGIN PRIVATE KEY-----\n");
    for (size_t i = 0; i < length; i += PEM_LINE) {
        buffer_append(out, text + i, length - i < PEM_LINE ? length - i : PEM_LINE);
        buffer_char(out, '\n');
    }
    buffer_text(out, "-----END PRIVATE KEY-----\n");
    buffer_free(&der);
}

void rsa_key_write_json(struct rsa_key *key, const char *token_uri, struct buffer *out)
{
    struct buffer pem;
    struct json_writer w = json_writer(out);
    buffer_init(&pem, 2 * DER_SIZE);
    write_pem(key, &pem);
    jw_object(&w);
    jw_member_string(&w, "type", "service_account");
    jw_member_string(&w, "project_id", project);
    jw_member_string(&w, "private_key_id", key->id);
    jw_member_string(&w, "private_key", buffer_string(&pem));
    jw_member_string(&w, "client_email", key->email);
    jw_member_string(&w, "client_id", "100000000000000000001");
    jw_member_string(&w, "auth_uri", "https://accounts.google.com/o/oauth2/auth");
    jw_member_string(&w, "token_uri", token_uri);
    jw_member_string(&w, "auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs");
    jw_member_string(
        &w, "client_x509_cert_url",
        "https://www.googleapis.com/robot/v1/metadata/x509/vigie%40vigie-demo.iam.gserviceaccount.com");
    jw_member_string(&w, "universe_domain", "googleapis.com");
    jw_object_end(&w);
    buffer_free(&pem);
}

bool rsa_key_verify(struct rsa_key *key, const char *signed_text, size_t length,
                    const unsigned char *signature, size_t signature_length)
{
    unsigned char hash[32];
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    return mbedtls_md(sha256, (const unsigned char *)signed_text, length, hash) == 0 &&
           mbedtls_pk_verify(&key->pk, MBEDTLS_MD_SHA256, hash, sizeof hash, signature, signature_length) ==
               0;
}
