/* An RSA key made for one run of a test, as PKCS#1 and PKCS#8 PEM, and inside a key file's JSON. */
#ifndef VIGIE_TEST_THROWAWAY_KEY_H
#define VIGIE_TEST_THROWAWAY_KEY_H

#include "json_writer.h"

#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wundef"
#include <mbedtls/base64.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#pragma GCC diagnostic pop

struct throwaway_key {
    mbedtls_pk_context pk;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    char pkcs1[8192], pkcs8[8192];
};

/* PKCS#8 is version 0, the algorithm rsaEncryption, and the PKCS#1 structure in an octet string. */
static inline void key_wrap_pkcs8(const unsigned char *der, size_t length, char *pem)
{
    static const unsigned char ALGORITHM[] = {0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
                                              0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    unsigned char out[4096], base64[8192];
    size_t at = 0, inner = sizeof(ALGORITHM) + 4 + length, written = 0;
    const unsigned char outer[4] = {0x30, 0x82, (unsigned char)(inner >> 8), (unsigned char)inner};
    const unsigned char octets[4] = {0x04, 0x82, (unsigned char)(length >> 8), (unsigned char)length};
    memcpy(out + at, outer, 4), at += 4;
    memcpy(out + at, ALGORITHM, sizeof(ALGORITHM)), at += sizeof(ALGORITHM);
    memcpy(out + at, octets, 4), at += 4;
    memcpy(out + at, der, length), at += length;
    mbedtls_base64_encode(base64, sizeof(base64), &written, out, at);
    pem = stpcpy(pem, "-----BEGIN PRIVATE KEY-----\n");
    for (size_t i = 0; i < written; i += 64) {
        size_t run = written - i < 64 ? written - i : 64;
        memcpy(pem, base64 + i, run);
        pem[run] = '\n';
        pem += run + 1;
    }
    strcpy(pem, "-----END PRIVATE KEY-----\n");
}

static inline int throwaway_key_make(struct throwaway_key *k, unsigned bits)
{
    unsigned char der[4096];
    mbedtls_pk_init(&k->pk);
    mbedtls_entropy_init(&k->entropy);
    mbedtls_ctr_drbg_init(&k->random);
    if (mbedtls_ctr_drbg_seed(&k->random, mbedtls_entropy_func, &k->entropy, NULL, 0) != 0 ||
        mbedtls_pk_setup(&k->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA)) != 0 ||
        mbedtls_rsa_gen_key(mbedtls_pk_rsa(k->pk), mbedtls_ctr_drbg_random, &k->random, bits, 65537) != 0 ||
        mbedtls_pk_write_key_pem(&k->pk, (unsigned char *)k->pkcs1, sizeof(k->pkcs1)) != 0)
        return -1;
    int length = mbedtls_pk_write_key_der(&k->pk, der, sizeof(der)); /* at the end of the room */
    if (length <= 0)
        return -1;
    key_wrap_pkcs8(der + sizeof(der) - length, (size_t)length, k->pkcs8);
    return 0;
}

static inline void throwaway_key_free(struct throwaway_key *k)
{
    mbedtls_pk_free(&k->pk);
    mbedtls_ctr_drbg_free(&k->random);
    mbedtls_entropy_free(&k->entropy);
}

/* A key file around `private_key`; the caller frees. */
static inline char *key_file_with(const char *private_key)
{
    struct buffer out;
    buffer_init(&out, 60000);
    struct json_writer w = json_writer(&out);
    jw_object(&w);
    jw_member_string(&w, "type", "service_account");
    jw_member_string(&w, "project_id", "vigie-test");
    jw_member_string(&w, "private_key_id", "0123456789abcdef");
    jw_member_string(&w, "private_key", private_key);
    jw_member_string(&w, "client_email", "vigie@vigie-test.iam.gserviceaccount.com");
    jw_member_string(&w, "token_uri", "https://oauth2.googleapis.com/token");
    jw_object_end(&w);
    return out.data;
}

#endif
