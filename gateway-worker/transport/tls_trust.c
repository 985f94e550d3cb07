/* Trusted authorities, randomness and the one configuration of all connections. */
#include "tls_trust.h"

#include "tls.h"

#include <mbedtls/version.h>
#include <stdlib.h>
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

static struct err load_authorities(mbedtls_x509_crt *authorities, const char *extra_ca_file)
{
    /* A positive result counts certificates that could not be read; bundles of whole systems do have such. */
    int rc = mbedtls_x509_crt_parse_file(authorities, system_bundle());
    if (rc < 0 && !extra_ca_file)
        return err_make(ERR_TLS, "tls.system_authorities", rc);
    rc = extra_ca_file ? mbedtls_x509_crt_parse_file(authorities, extra_ca_file) : 0;
    return rc == 0 ? ERR_OK : err_make(ERR_TLS, "tls.extra_ca_file", rc);
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

struct err tls_trust_load(const char *extra_ca_file, struct tls_trust **ret_trust)
{
    struct tls_trust *trust = calloc(1, sizeof(*trust));
    if (!trust)
        abort();
    mbedtls_entropy_init(&trust->entropy);
    mbedtls_ctr_drbg_init(&trust->random);
    mbedtls_x509_crt_init(&trust->authorities);
    mbedtls_ssl_config_init(&trust->config);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    psa_crypto_init(); /* TLS 1.3 of mbedTLS 3 computes by PSA; without it the handshake says so */
#endif
    struct err e = load_authorities(&trust->authorities, extra_ca_file);
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
    free(trust);
}
