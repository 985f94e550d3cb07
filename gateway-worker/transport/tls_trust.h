/* What a connection needs of tls_trust. For tls.c and tls_trust.c only. */
#ifndef VIGIE_TLS_TRUST_H
#define VIGIE_TLS_TRUST_H

#include "err.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stdbool.h>

struct tls_trust {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_x509_crt authorities; /* kept while handshakes need them: 0.4 MB, and 3 ms to read again */
    bool is_read;
    unsigned handshakes; /* under way */
    mbedtls_ssl_config config;
    char *extra_ca_file;
};

/* A handshake begins, one ends. The authorities are there in between; if they have to be read again, that may
 * fail as tls_trust_load may. */
struct err tls_trust_hold(struct tls_trust *trust);
void tls_trust_release(struct tls_trust *trust);

#endif
