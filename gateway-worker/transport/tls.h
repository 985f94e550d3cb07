/* TLS as a client over any byte stream: encrypted bytes in and out by calls, no socket. The door to mbedTLS
 * (2.28 and 3.x) of the Gateway connection. TLS 1.2 at least; the certificate and the host name are always
 * verified. */
#ifndef VIGIE_TLS_H
#define VIGIE_TLS_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>

/* Whom we trust, and the randomness: shared by all connections. The authorities are in memory until no
 * handshake is under way, and are read again for the next one: what a person changed meanwhile counts. Owned
 * by main's gateway. */
struct tls_trust;

/* The system's bundle (SSL_CERT_FILE if set), and `extra_ca_file` unless NULL. ERR_TLS with mbedTLS's number;
 * a file in `extra_ca_file` that cannot be read whole is an error, one odd certificate in the system's bundle
 * is not. */
struct err tls_trust_load(const char *extra_ca_file, struct tls_trust **ret_trust);
/* Accepts NULL. */
void tls_trust_destroy(struct tls_trust **trust);

struct tls;

struct tls_handlers {
    /* To the peer. An error ends the connection. */
    struct err (*on_encrypted)(void *ctx, const void *bytes, size_t length);
    /* The handshake is done and the peer is who it should be. */
    void (*on_secured)(void *ctx);
    /* From the peer, decrypted; the bytes live during the call. False: the receiver has let go of the
     * connection and must not be called any more. */
    bool (*on_plain)(void *ctx, const char *bytes, size_t length);
};

/* `host`, a name or an IP address, is what the certificate must name; a name is also asked for (SNI). `trust`
 * is borrowed. Errors as of tls_trust_load. */
struct err tls_create(struct tls_trust *trust, const char *host, const struct tls_handlers *handlers,
                      void *ctx, struct tls **ret_tls);
/* Accepts NULL. Not from inside a handler. */
void tls_destroy(struct tls **tls);

/* Says ClientHello. */
struct err tls_start(struct tls *tls);

/* Takes bytes from the peer. A refused certificate gives ERR_TLS whose `where` names the reason:
 * "tls.certificate_expired", "tls.certificate_for_another_host", "tls.certificate_untrusted"... ERR_CLOSED:
 * the peer said that it ends. */
struct err tls_feed(struct tls *tls, const char *bytes, size_t length);

/* Only after on_secured. */
struct err tls_write(struct tls *tls, const void *bytes, size_t length);

#endif
