/* Where connections come in: the plain port, and once somebody asks for them a port that speaks TLS in the
 * name of Google's hosts and a proxy's port, whose CONNECT leads there. Owned by the server. */
#ifndef VIGIE_SIM_ENTRANCES_H
#define VIGIE_SIM_ENTRANCES_H

#include "simulator_h2o.h"

struct entrances;
struct loop;

/* `accept` tells h2o whose they are; it is borrowed. Takes `listener`, a listening TCP socket. */
struct entrances *entrances_create(struct loop *loop, const h2o_accept_ctx_t *accept, int listener);

struct secure_entrance {
    unsigned tls_port, proxy_port;
    const char *ca_pem; /* the authority to trust */
};
/* Opens the two at the first call. NULL: no port or no certificate could be had. */
const struct secure_entrance *entrances_secure(struct entrances *entrances);
/* The next `count` connections with TLS are reset instead. */
void entrances_reset_next(struct entrances *entrances, unsigned count);

/* Ends every connection; `on_closed` comes when the last is gone, and only then entrances_destroy may. */
void entrances_close(struct entrances *entrances, void (*on_closed)(void *ctx), void *ctx);
/* Accepts NULL. */
void entrances_destroy(struct entrances **entrances);

#endif
