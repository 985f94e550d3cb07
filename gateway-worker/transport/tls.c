/* One TLS connection. mbedTLS pulls: its receive callback reads from the bytes that tls_feed was given and
 * says "later" when they are used up. */
#include "tls.h"

#include "allocate.h"
#include "array_len.h"
#include "tls_address.h"
#include "tls_trust.h"

#include <mbedtls/error.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct tls {
    mbedtls_ssl_context ssl;
    struct tls_trust *trust; /* held until the handshake is over, then NULL */
    struct tls_handlers handlers;
    void *ctx;
    const char *input; /* what mbedTLS has not taken of the bytes given to tls_feed */
    size_t input_length;
    struct tls_address address; /* of a host without a name */
    struct err output_error;    /* why our own on_encrypted refused */
    bool secured;
};

static int pull_encrypted(void *ctx, unsigned char *room, size_t size)
{
    struct tls *tls = ctx;
    if (!tls->input_length)
        return MBEDTLS_ERR_SSL_WANT_READ;
    size_t n = size < tls->input_length ? size : tls->input_length;
    memcpy(room, tls->input, n);
    tls->input += n;
    tls->input_length -= n;
    return (int)n;
}

static int push_encrypted(void *ctx, const unsigned char *bytes, size_t length)
{
    struct tls *tls = ctx;
    tls->output_error = tls->handlers.on_encrypted(tls->ctx, bytes, length);
    return err_is(tls->output_error) ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int)length;
}

/* Worst first: an operator can act on one reason, and an expired certificate of an unknown authority is
 * firstly unknown. */
static const struct {
    uint32_t flag;
    const char *where;
} REFUSALS[] = {
    {MBEDTLS_X509_BADCERT_REVOKED, "tls.certificate_revoked"},
    {MBEDTLS_X509_BADCERT_CN_MISMATCH, "tls.certificate_for_another_host"},
    {MBEDTLS_X509_BADCERT_NOT_TRUSTED, "tls.certificate_untrusted"},
    {MBEDTLS_X509_BADCERT_EXPIRED, "tls.certificate_expired"},
    {MBEDTLS_X509_BADCERT_FUTURE, "tls.certificate_not_valid_yet"},
    {MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY,
     "tls.certificate_too_weak"},
    {MBEDTLS_X509_BADCERT_MISSING, "tls.certificate_missing"},
};

static struct err describe_failure(struct tls *tls, int rc)
{
    if (err_is(tls->output_error))
        return tls->output_error;
    if (rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return err_make(ERR_CLOSED, "tls.read", 0);
    if (tls->secured)
        return err_make(ERR_TLS, "tls.read", rc);
    uint32_t flags = mbedtls_ssl_get_verify_result(&tls->ssl);
    if (rc == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && flags != UINT32_MAX)
        for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++)
            if (flags & REFUSALS[i].flag)
                return err_make(ERR_TLS, REFUSALS[i].where, rc);
    return err_make(ERR_TLS, "tls.handshake", rc);
}

static bool is_later(int rc)
{
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
    /* TLS 1.3 of mbedTLS 3.6 reports tickets as an error that is none. */
    if (rc == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
        return true;
#endif
    return rc == MBEDTLS_ERR_SSL_WANT_READ || rc == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static void let_go_of_trust(struct tls *tls)
{
    if (tls->trust)
        tls_trust_release(tls->trust);
    tls->trust = NULL;
}

static struct err shake_hands(struct tls *tls)
{
    int rc = mbedtls_ssl_handshake(&tls->ssl);
    if (rc == 0) {
        tls->secured = true;
        let_go_of_trust(tls);
        tls->handlers.on_secured(tls->ctx);
        return ERR_OK;
    }
    return is_later(rc) ? ERR_OK : describe_failure(tls, rc);
}

/* Until nothing is left: one TCP segment may carry several records, and one record may be larger than our
 * room. */
static struct err read_plain(struct tls *tls)
{
    unsigned char room[16 * 1024];
    for (;;) {
        int rc = mbedtls_ssl_read(&tls->ssl, room, sizeof(room));
        if (rc > 0) {
            if (!tls->handlers.on_plain(tls->ctx, (const char *)room, (size_t)rc))
                return ERR_OK;
        } else if (rc == 0) {
            return err_make(ERR_CLOSED, "tls.read", 0);
        } else if (!is_later(rc)) {
            return describe_failure(tls, rc);
        } else if (!tls->input_length) {
            return ERR_OK;
        }
    }
}

/* A name is both asked for and verified by the library; an address is only verified, by us. */
static int expect_host(struct tls *tls, const char *host)
{
    if (!tls_address_parse(host, &tls->address))
        return mbedtls_ssl_set_hostname(&tls->ssl, host);
    mbedtls_ssl_set_verify(&tls->ssl, tls_address_verify, &tls->address);
    return mbedtls_ssl_set_hostname(&tls->ssl, NULL);
}

struct err tls_create(struct tls_trust *trust, const char *host, const struct tls_handlers *handlers,
                      void *ctx, struct tls **ret_tls)
{
    struct tls *tls = allocate(1, sizeof(*tls));
    tls->handlers = *handlers;
    tls->ctx = ctx;
    mbedtls_ssl_init(&tls->ssl);
    struct err e = tls_trust_hold(trust);
    if (err_is(e)) {
        tls_destroy(&tls);
        return e;
    }
    tls->trust = trust;
    int rc = mbedtls_ssl_setup(&tls->ssl, &trust->config);
    if (rc == 0)
        rc = expect_host(tls, host);
    if (rc != 0) {
        tls_destroy(&tls);
        return err_make(ERR_TLS, "tls.create", rc);
    }
    mbedtls_ssl_set_bio(&tls->ssl, tls, push_encrypted, pull_encrypted, NULL);
    *ret_tls = tls;
    return ERR_OK;
}

void tls_destroy(struct tls **take_tls)
{
    struct tls *tls = *take_tls;
    if (!tls)
        return;
    *take_tls = NULL;
    mbedtls_ssl_free(&tls->ssl);
    let_go_of_trust(tls);
    free(tls);
}

struct err tls_start(struct tls *tls)
{
    return shake_hands(tls);
}

struct err tls_feed(struct tls *tls, const char *bytes, size_t length)
{
    tls->input = bytes;
    tls->input_length = length;
    if (!tls->secured) {
        struct err e = shake_hands(tls);
        if (err_is(e) || !tls->secured)
            return e;
    }
    return read_plain(tls);
}

struct err tls_write(struct tls *tls, const void *bytes, size_t length)
{
    const unsigned char *rest = bytes;
    while (length) {
        int rc = mbedtls_ssl_write(&tls->ssl, rest, length);
        if (rc <= 0)
            return describe_failure(tls, rc);
        rest += rc;
        length -= (size_t)rc;
    }
    return ERR_OK;
}
