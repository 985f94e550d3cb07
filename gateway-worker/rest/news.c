/* What was told before is kept beside what holds now; the difference is news. */
#include "news.h"

#define SAME_BAN_MS 60000 /* those that were under way together are told much the same end */

void news_event(const struct news *n, enum rest_event event)
{
    n->handlers.on_event(n->ctx, event);
}

static void tell_ban(struct news *n, uint64_t until_ms)
{
    n->banned_until_ms = until_ms;
    n->handlers.on_ban(n->ctx, until_ms);
}

void news_gate(struct news *n, const struct gate *gate, uint64_t now)
{
    uint64_t banned_until_ms = gate->banned_until_ms;
    uint64_t paused_until_ms = gate_paused_until_ms(gate, now);
    if (gate->token_refused && !n->unauthorised)
        n->handlers.on_unauthorised(n->ctx);
    if (banned_until_ms > now &&
        (n->banned_until_ms <= now || banned_until_ms > n->banned_until_ms + SAME_BAN_MS))
        tell_ban(n, banned_until_ms);
    if (paused_until_ms > now && n->paused_until_ms <= now)
        n->handlers.on_pause(n->ctx, paused_until_ms);
    n->unauthorised = gate->token_refused;
    n->paused_until_ms = paused_until_ms;
}

void news_attempt(struct news *n, enum rest_outcome outcome, const struct gate *gate, uint64_t now)
{
    bool came = outcome != REST_UNSENT && outcome != REST_UNSURE;
    if (rest_outcome_is_invalid(outcome))
        news_event(n, REST_EVENT_INVALID);
    if (outcome == REST_BANNED || (outcome >= REST_LIMITED_BUCKET && outcome <= REST_LIMITED_GLOBAL))
        news_event(n, REST_EVENT_LIMITED);
    if (came && outcome != REST_BANNED && n->banned_until_ms && n->banned_until_ms <= now)
        tell_ban(n, 0);
    if (rest_outcome_is_invalid(outcome) || outcome == REST_BANNED)
        news_gate(n, gate, now);
}
