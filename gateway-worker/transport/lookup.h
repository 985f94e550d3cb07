/* Looks a name up on a thread of its own, which nobody waits for (detached_work.h): a name server that says
 * nothing holds getaddrinfo(3) for half a minute and longer. */
#ifndef VIGIE_LOOKUP_H
#define VIGIE_LOOKUP_H

#include "err.h"

#include <stdint.h>

struct addrinfo;
struct detached_work;
struct loop;

/* `addresses` are the receiver's, to be freed by freeaddrinfo; NULL where there are none, and then `status`
 * is getaddrinfo's. */
typedef void lookup_on_done(void *ctx, int status, struct addrinfo *addresses);

/* `host`: a name or an address without brackets. Copied. Fails where no thread can be made. Ends by `on_done`
 * or detached_work_abandon; one that is abandoned keeps its thread until the resolver gives up, so that how
 * often the owner dials decides how many there are. */
struct err lookup_start(struct loop *loop, const char *host, uint16_t port, lookup_on_done *on_done,
                        void *ctx, struct detached_work **ret_lookup);

#endif
