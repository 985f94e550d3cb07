/* Trusted authorities, randomness and the one configuration of all connections. */
#include "tls_trust.h"

#include "allocate.h"
#include "text_copy.h"
#include "tls.h"

#include <assert.h>
#include <mbedtls/version.h>
#include <stdlib.h>
#include <string.h>
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

#define SYSTEM_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

static const char *system_bundle(void)
{
    const char *chosen = getenv("SSL_CERT_FILE");
    return chosen && chosen[0] ? chosen : SYSTEM_AUTHORITIES;
}

/* 1.3 comes by itself where the library has it; 1.2 is the least that Discord documents and that is still
 * sound. */
static void require_sound_version(mbedtls_ssl_config *config)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
#else
    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
}

/* Freeing leaves an empty chain, as it was at first. */
static void forget_authorities(struct tls_trust *trust)
{
    mbedtls_x509_crt_free(&trust->authorities);
    trust->is_read = false;
}

static struct err read_authorities(struct tls_trust *trust)
{
    /* A positive result counts certificates that could not be read; bundles of whole systems do have such. */
    int rc = mbedtls_x509_crt_parse_file(&trust->authorities, system_bundle());
    struct err e = ERR_OK;
    if (rc < 0 && !trust->extra_ca_file)
        e = err_make(ERR_TLS, "tls.system_authorities", rc);
    rc = trust->extra_ca_file ? mbedtls_x509_crt_parse_file(&trust->authorities, trust->extra_ca_file) : 0;
    if (rc != 0)
        e = err_make(ERR_TLS, "tls.extra_ca_file", rc);
    trust->is_read = true;
    if (err_is(e))
        forget_authorities(trust);
    return e;
}

static struct err configure(struct tls_trust *trust)
{
    int rc = mbedtls_ctr_drbg_seed(&trust->random, mbedtls_entropy_func, &trust->entropy, NULL, 0);
    if (rc != 0)
        return err_make(ERR_TLS, "tls.random", rc);
    rc = mbedtls_ssl_config_defaults(&trust->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                     MBEDTLS_SSL_PRESET_DEFAULT);
    if (rc != 0)
        return err_make(ERR_TLS, "tls.config", rc);
    require_sound_version(&trust->config);
    mbedtls_ssl_conf_authmode(&trust->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&trust->config, &trust->authorities, NULL);
    mbedtls_ssl_conf_rng(&trust->config, mbedtls_ctr_drbg_random, &trust->random);
    return ERR_OK;
}

struct err tls_trust_hold(struct tls_trust *trust)
{
    struct err e = trust->is_read ? ERR_OK : read_authorities(trust);
    if (!err_is(e))
        trust->handshakes++;
    return e;
}

void tls_trust_release(struct tls_trust *trust)
{
    assert(trust->handshakes);
    if (--trust->handshakes == 0)
        forget_authorities(trust);
}

struct err tls_trust_load(const char *extra_ca_file, struct tls_trust **ret_trust)
{
    struct tls_trust *trust = allocate(1, sizeof(*trust));
    trust->extra_ca_file = text_copy(extra_ca_file);
    mbedtls_entropy_init(&trust->entropy);
    mbedtls_ctr_drbg_init(&trust->random);
    mbedtls_x509_crt_init(&trust->authorities);
    mbedtls_ssl_config_init(&trust->config);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    psa_crypto_init(); /* TLS 1.3 of mbedTLS 3 computes by PSA; without it the handshake says so */
#endif
    struct err e = read_authorities(trust);
    if (!err_is(e))
        e = configure(trust);
    if (err_is(e))
        tls_trust_destroy(&trust);
    else
        *ret_trust = trust;
    return e;
}

void tls_trust_destroy(struct tls_trust **take_trust)
{
    struct tls_trust *trust = *take_trust;
    if (!trust)
        return;
    *take_trust = NULL;
    mbedtls_ssl_config_free(&trust->config);
    mbedtls_x509_crt_free(&trust->authorities);
    mbedtls_ctr_drbg_free(&trust->random);
    mbedtls_entropy_free(&trust->entropy);
    free(trust->extra_ca_file);
    free(trust);
}
