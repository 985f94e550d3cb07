/* Hosts that are IP addresses: a certificate names them by iPAddress entries of its subjectAltName (RFC 5280
 * 4.2.1.6, RFC 6125), which mbedTLS 2.28 does not compare, and they are never sent as SNI (RFC 6066 3). */
#ifndef VIGIE_TLS_ADDRESS_H
#define VIGIE_TLS_ADDRESS_H

#include <mbedtls/ssl.h>
#include <stdbool.h>
#include <stddef.h>

struct tls_address {
    unsigned char bytes[16];
    size_t length; /* 4 or 16; 0: the host is a name */
};

/* False, and a length of 0, if `host` is not an address ("127.0.0.1", "::1"). */
bool tls_address_parse(const char *host, struct tls_address *ret_address);

/* For mbedtls_ssl_set_verify with a `struct tls_address *`: the peer's own certificate must list the address,
 * else MBEDTLS_X509_BADCERT_CN_MISMATCH is added to its flags. */
int tls_address_verify(void *address, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

#endif
