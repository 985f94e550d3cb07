/* Who the simulator is over TLS: an authority of its own, made anew at each start, and a certificate for the
 * names of Google's hosts and for this machine. The door to OpenSSL, which h2o speaks. */
#ifndef VIGIE_SIM_TLS_IDENTITY_H
#define VIGIE_SIM_TLS_IDENTITY_H

#include "buffer.h"
#include "simulator_h2o.h"

/* Appends the authority's certificate to `ca_pem`. NULL: no randomness or no memory; SSL_CTX_free it. */
SSL_CTX *tls_identity_create(struct buffer *ca_pem);

#endif
