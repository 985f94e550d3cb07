/* tls.h against mbedTLS's own server end, in memory: who is trusted, and why not. */
#include "tls.h"

#include "buffer.h"
#include "certificates.h"
#include "tls_trust.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOST "gateway.test"

/* Both ends and the two directions between them. */
struct pair {
    struct tls_trust *trust;
    struct tls *client;
    struct buffer to_server, to_client, received;
    bool secured, lets_go;
    mbedtls_ssl_context server;
    mbedtls_ssl_config config;
    mbedtls_x509_crt certificate;
    mbedtls_pk_context key;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
};

static struct err on_encrypted(void *ctx, const void *bytes, size_t length)
{
    struct pair *p = ctx;
    buffer_append(&p->to_server, bytes, length);
    return ERR_OK;
}

static void on_secured(void *ctx)
{
    struct pair *p = ctx;
    p->secured = true;
}

static bool on_plain(void *ctx, const char *bytes, size_t length)
{
    struct pair *p = ctx;
    buffer_append(&p->received, bytes, length);
    return !p->lets_go;
}

static int server_sends(void *ctx, const unsigned char *bytes, size_t length)
{
    struct pair *p = ctx;
    buffer_append(&p->to_client, bytes, length);
    return (int)length;
}

static int server_receives(void *ctx, unsigned char *room, size_t size)
{
    struct pair *p = ctx;
    size_t n = size < p->to_server.length ? size : p->to_server.length;
    if (!n)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(room, p->to_server.data, n);
    buffer_consume(&p->to_server, n);
    return (int)n;
}

static void parse_key(struct pair *p)
{
    const unsigned char *pem = (const unsigned char *)SERVER_KEY;
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    assert_int_equal(
        mbedtls_pk_parse_key(&p->key, pem, sizeof(SERVER_KEY), NULL, 0, mbedtls_ctr_drbg_random, &p->random),
        0);
#else
    assert_int_equal(mbedtls_pk_parse_key(&p->key, pem, sizeof(SERVER_KEY), NULL, 0), 0);
#endif
}

static void start_server(struct pair *p, const char *certificate)
{
    mbedtls_ssl_init(&p->server);
    mbedtls_ssl_config_init(&p->config);
    mbedtls_x509_crt_init(&p->certificate);
    mbedtls_pk_init(&p->key);
    mbedtls_entropy_init(&p->entropy);
    mbedtls_ctr_drbg_init(&p->random);
    assert_int_equal(mbedtls_ctr_drbg_seed(&p->random, mbedtls_entropy_func, &p->entropy, NULL, 0), 0);
    assert_int_equal(
        mbedtls_x509_crt_parse(&p->certificate, (const unsigned char *)certificate, strlen(certificate) + 1),
        0);
    parse_key(p);
    mbedtls_ssl_config_defaults(&p->config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_rng(&p->config, mbedtls_ctr_drbg_random, &p->random);
    assert_int_equal(mbedtls_ssl_conf_own_cert(&p->config, &p->certificate, &p->key), 0);
    assert_int_equal(mbedtls_ssl_setup(&p->server, &p->config), 0);
    mbedtls_ssl_set_bio(&p->server, p, server_sends, server_receives, NULL);
}

/* A file of one certificate, as EXTRA_CA_FILE names it. */
static struct err load_trust(const char *pem, struct tls_trust **ret_trust)
{
    char path[] = "/tmp/vigie-test-ca-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pem, strlen(pem)), strlen(pem));
    close(fd);
    struct err e = tls_trust_load(path, ret_trust);
    unlink(path);
    return e;
}

static void start(struct pair *p, const char *authority, const char *certificate, const char *host)
{
    static const struct tls_handlers HANDLERS = {on_encrypted, on_secured, on_plain};
    *p = (struct pair){0};
    buffer_init(&p->to_server, 1 << 20);
    buffer_init(&p->to_client, 1 << 20);
    buffer_init(&p->received, 1 << 20);
    assert_false(err_is(load_trust(authority, &p->trust)));
    start_server(p, certificate);
    assert_false(err_is(tls_create(p->trust, host, &HANDLERS, p, &p->client)));
}

static void stop(struct pair *p)
{
    tls_destroy(&p->client);
    tls_trust_destroy(&p->trust);
    mbedtls_ssl_free(&p->server);
    mbedtls_ssl_config_free(&p->config);
    mbedtls_x509_crt_free(&p->certificate);
    mbedtls_pk_free(&p->key);
    mbedtls_ctr_drbg_free(&p->random);
    mbedtls_entropy_free(&p->entropy);
    buffer_free(&p->to_server);
    buffer_free(&p->to_client);
    buffer_free(&p->received);
}

/* The server's bytes so far, `step` at a time: TCP cuts where it likes. */
static struct err feed(struct pair *p, size_t step)
{
    struct err e = ERR_OK;
    for (size_t at = 0; at < p->to_client.length && !err_is(e); at += step) {
        size_t rest = p->to_client.length - at;
        e = tls_feed(p->client, p->to_client.data + at, rest < step ? rest : step);
    }
    buffer_clear(&p->to_client);
    return e;
}

static struct err shake_hands(struct pair *p, size_t step)
{
    struct err e = tls_start(p->client);
    for (int i = 0; i < 10 && !err_is(e) && !p->secured; i++) {
        mbedtls_ssl_handshake(&p->server);
        e = feed(p, step);
    }
    mbedtls_ssl_handshake(&p->server);
    return e;
}

static void a_certificate_of_a_trusted_authority_is_accepted_and_bytes_pass_both_ways(void **state)
{
    (void)state;
    struct pair p;
    char got[16] = {0};
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 4096)));
    assert_true(p.secured);
    assert_false(err_is(tls_write(p.client, "ping", 4)));
    assert_int_equal(mbedtls_ssl_read(&p.server, (unsigned char *)got, sizeof(got)), 4);
    assert_string_equal(got, "ping");
    mbedtls_ssl_write(&p.server, (const unsigned char *)"pong", 4);
    mbedtls_ssl_write(&p.server, (const unsigned char *)"pang", 4);
    assert_false(err_is(feed(&p, 4096)));
    assert_string_equal(buffer_string(&p.received), "pongpang");
    stop(&p);
}

static void bytes_may_come_one_at_a_time(void **state)
{
    (void)state;
    struct pair p;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 1)));
    assert_true(p.secured);
    mbedtls_ssl_write(&p.server, (const unsigned char *)"pong", 4);
    assert_false(err_is(feed(&p, 1)));
    assert_string_equal(buffer_string(&p.received), "pong");
    stop(&p);
}

static void assert_refused(const char *authority, const char *certificate, const char *host, const char *why)
{
    struct pair p;
    start(&p, authority, certificate, host);
    struct err e = shake_hands(&p, 4096);
    assert_int_equal(e.kind, ERR_TLS);
    assert_string_equal(e.where, why);
    assert_false(p.secured);
    stop(&p);
}

static void another_hosts_certificate_is_refused(void **state)
{
    (void)state;
    assert_refused(AUTHORITY, GOOD_CERTIFICATE, "gateway.discord.gg", "tls.certificate_for_another_host");
}

static void an_unknown_authoritys_certificate_is_refused(void **state)
{
    (void)state;
    /* a leaf is no authority for itself's siblings */
    assert_refused(FUTURE_CERTIFICATE, GOOD_CERTIFICATE, HOST, "tls.certificate_untrusted");
}

static void an_expired_certificate_is_refused(void **state)
{
    (void)state;
    assert_refused(AUTHORITY, EXPIRED_CERTIFICATE, HOST, "tls.certificate_expired");
}

static void a_certificate_of_the_future_is_refused(void **state)
{
    (void)state;
    assert_refused(AUTHORITY, FUTURE_CERTIFICATE, HOST, "tls.certificate_not_valid_yet");
}

static void a_server_that_speaks_no_tls_is_an_error(void **state)
{
    (void)state;
    struct pair p;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(tls_start(p.client)));
    buffer_text(&p.to_client, "HTTP/1.1 400 Bad Request\r\n\r\n");
    struct err e = feed(&p, 4096);
    assert_int_equal(e.kind, ERR_TLS);
    assert_string_equal(e.where, "tls.handshake");
    stop(&p);
}

/* What becomes of a ServerHello that chooses `version` (RFC 5246 7.4.1.3) and a suite of 1.0 and later. */
static struct err choose(unsigned char version)
{
    struct pair p;
    unsigned char hello[47] = {
        [0] = 22, [1] = 3,     [2] = version, [4] = 42,       /* a handshake record of 42 bytes */
        [5] = 2,  [8] = 38,    [9] = 3,       [10] = version, /* ServerHello; then randomness, */
        [43] = 0, [44] = 0xC0, [45] = 0x13,   [46] = 0};      /* no id, ECDHE_RSA_AES_128_CBC_SHA */
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(tls_start(p.client)));
    buffer_append(&p.to_client, hello, sizeof(hello));
    struct err e = feed(&p, sizeof(hello));
    stop(&p);
    return e;
}

static void tls_1_2_is_the_least(void **state)
{
    (void)state;
    enum { TLS_1_0 = 1, TLS_1_1, TLS_1_2 };
    assert_false(err_is(choose(TLS_1_2)));
    assert_int_equal(choose(TLS_1_1).kind, ERR_TLS);
    assert_int_equal(choose(TLS_1_0).kind, ERR_TLS);
}

static void the_peers_goodbye_is_told_from_a_fault(void **state)
{
    (void)state;
    struct pair p;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 4096)));
    mbedtls_ssl_close_notify(&p.server);
    assert_int_equal(feed(&p, 4096).kind, ERR_CLOSED);
    stop(&p);
}

static void a_damaged_record_is_an_error(void **state)
{
    (void)state;
    struct pair p;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 4096)));
    mbedtls_ssl_write(&p.server, (const unsigned char *)"pong", 4);
    p.to_client.data[p.to_client.length - 1] ^= 1;
    struct err e = feed(&p, 4096);
    assert_int_equal(e.kind, ERR_TLS);
    assert_int_equal(p.received.length, 0);
    stop(&p);
}

static void a_receiver_that_lets_go_is_not_called_again(void **state)
{
    (void)state;
    struct pair p;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 4096)));
    p.lets_go = true;
    mbedtls_ssl_write(&p.server, (const unsigned char *)"one", 3);
    mbedtls_ssl_write(&p.server, (const unsigned char *)"two", 3);
    assert_false(err_is(feed(&p, 4096)));
    assert_string_equal(buffer_string(&p.received), "one");
    stop(&p);
}

static void an_authority_file_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    struct tls_trust *trust = NULL;
    struct err e = tls_trust_load("/nonexistent/ca.pem", &trust);
    assert_int_equal(e.kind, ERR_TLS);
    assert_string_equal(e.where, "tls.extra_ca_file");
    assert_null(trust);
    e = load_trust("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", &trust);
    assert_string_equal(e.where, "tls.extra_ca_file");
}

static void the_authorities_are_kept_for_handshakes_only(void **state)
{
    (void)state;
    static const struct tls_handlers HANDLERS = {on_encrypted, on_secured, on_plain};
    struct pair p;
    struct tls *other = NULL;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(tls_create(p.trust, HOST, &HANDLERS, &p, &other)));
    assert_false(err_is(shake_hands(&p, 4096)));
    assert_non_null(p.trust->authorities.raw.p); /* the other one's has not begun */
    tls_destroy(&other);
    assert_null(p.trust->authorities.raw.p);
    stop(&p);
}

static void the_next_handshake_reads_the_authorities_again(void **state)
{
    (void)state;
    static const struct tls_handlers HANDLERS = {on_encrypted, on_secured, on_plain};
    struct pair p;
    struct tls *next = NULL;
    start(&p, AUTHORITY, GOOD_CERTIFICATE, HOST);
    assert_false(err_is(shake_hands(&p, 4096)));
    struct err e = tls_create(p.trust, HOST, &HANDLERS, &p, &next); /* the file is gone by now */
    assert_int_equal(e.kind, ERR_TLS);
    assert_string_equal(e.where, "tls.extra_ca_file");
    assert_null(next);
    stop(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_of_a_trusted_authority_is_accepted_and_bytes_pass_both_ways),
        cmocka_unit_test(bytes_may_come_one_at_a_time),
        cmocka_unit_test(another_hosts_certificate_is_refused),
        cmocka_unit_test(an_unknown_authoritys_certificate_is_refused),
        cmocka_unit_test(an_expired_certificate_is_refused),
        cmocka_unit_test(a_certificate_of_the_future_is_refused),
        cmocka_unit_test(a_server_that_speaks_no_tls_is_an_error),
        cmocka_unit_test(tls_1_2_is_the_least),
        cmocka_unit_test(the_peers_goodbye_is_told_from_a_fault),
        cmocka_unit_test(a_damaged_record_is_an_error),
        cmocka_unit_test(a_receiver_that_lets_go_is_not_called_again),
        cmocka_unit_test(an_authority_file_that_cannot_be_read_is_named),
        cmocka_unit_test(the_authorities_are_kept_for_handshakes_only),
        cmocka_unit_test(the_next_handshake_reads_the_authorities_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
