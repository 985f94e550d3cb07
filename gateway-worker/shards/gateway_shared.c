/* What one shard learns for all. */
#include "gateway_shared.h"

#include "clock.h"
#include "gateway_address.h"
#include "stack.h"
#include "tls.h"

/* Loaded at the first dial that needs it, and again at each dial until it loads: a person may be repairing
 * it. */
static struct err need_trust(struct gateway_shared *s)
{
    return s->trust ? ERR_OK : tls_trust_load(s->options.extra_ca_file, &s->trust);
}

struct err gateway_shared_endpoint(struct gateway_shared *s, const char *url,
                                   struct gateway_address *ret_address, struct stack_endpoint *ret_endpoint)
{
    struct err e = gateway_address(url, false, inflate_query(s->codec), ret_address);
    if (!err_is(e) && ret_address->url.secure)
        e = need_trust(s);
    if (err_is(e))
        return e;
    *ret_endpoint = (struct stack_endpoint){
        .host = ret_address->url.host,
        .port = ret_address->url.port,
        .target = ret_address->target,
        .trust = ret_address->url.secure ? s->trust : NULL,
    };
    return ERR_OK;
}

void gateway_shared_ban(struct gateway_shared *s, uint64_t wait_ms)
{
    dial_budget_ban(&s->dials, clock_monotonic_ms() + wait_ms);
    s->ledger.banned_until_ms = clock_wall_ms() + (int64_t)wait_ms;
    s->handlers.on_ban(s->ctx, s->ledger.banned_until_ms);
}

void gateway_shared_ban_over(struct gateway_shared *s)
{
    s->ledger.banned_until_ms = 0;
    s->handlers.on_ban(s->ctx, 0);
}

bool gateway_shared_fall_back(struct gateway_shared *s)
{
    enum inflate_codec next = inflate_fallback(s->codec);
    if (next == s->codec)
        return false;
    s->codec = next;
    return true;
}
