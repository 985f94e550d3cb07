/* What a connection needs of tls_trust. For tls.c and tls_trust.c only. */
#ifndef VIGIE_TLS_TRUST_H
#define VIGIE_TLS_TRUST_H

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

struct tls_trust {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_x509_crt authorities;
    mbedtls_ssl_config config;
};

#endif
