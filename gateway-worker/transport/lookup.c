/* getaddrinfo(3). */
#include "lookup.h"

#include "detached_work.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct question {
    lookup_on_done *on_done;
    char *host, port[8];
    int status;
    struct addrinfo *addresses;
};

static void ask(void *data)
{
    static const struct addrinfo HINTS = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct question *q = data;
    struct addrinfo *addresses = NULL;
    q->status = getaddrinfo(q->host, q->port, &HINTS, &addresses);
    q->addresses = q->status == 0 ? addresses : NULL;
}

static void answered(void *ctx, void *data)
{
    struct question *q = data;
    struct addrinfo *addresses = q->addresses;
    q->addresses = NULL;
    q->on_done(ctx, q->status, addresses);
}

static void discard(void *data)
{
    struct question *q = data;
    if (q->addresses)
        freeaddrinfo(q->addresses);
    free(q->host);
    free(q);
}

struct err lookup_start(struct loop *loop, const char *host, uint16_t port, lookup_on_done *on_done,
                        void *ctx, struct detached_work **ret_lookup)
{
    static const struct detached_work_kind KIND = {ask, answered, discard};
    struct question *q = calloc(1, sizeof(*q));
    if (!q || !(q->host = strdup(host)))
        abort();
    q->on_done = on_done;
    snprintf(q->port, sizeof(q->port), "%u", port);
    return detached_work_start(loop, &KIND, q, ctx, ret_lookup);
}
