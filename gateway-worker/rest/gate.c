/* The gate in front of all requests. */
#include "gate.h"

#include "array_len.h"

void gate_init(struct gate *g, uint64_t bot)
{
    *g = (struct gate){.bot = bot};
    limiter_init(&g->per_second, GATE_PER_SECOND, 1000);
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t until(uint64_t when_ms, uint64_t now_ms)
{
    return when_ms > now_ms ? when_ms - now_ms : 0;
}

/* Enough of the last ten minutes' invalid requests are forgotten then. */
uint64_t gate_paused_until_ms(const struct gate *g, uint64_t now_ms)
{
    uint64_t this_minute = now_ms / GATE_MINUTE_MS, oldest = UINT64_MAX;
    uint32_t sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(g->invalid); i++) {
        if (!g->invalid[i].count || g->invalid[i].minute + GATE_MINUTES <= this_minute)
            continue;
        sum += g->invalid[i].count;
        oldest = g->invalid[i].minute < oldest ? g->invalid[i].minute : oldest;
    }
    return sum < GATE_INVALID_MOST ? 0 : (oldest + GATE_MINUTES) * GATE_MINUTE_MS;
}

enum rest_outcome gate_reason(const struct gate *g, uint64_t now_ms)
{
    if (g->token_refused)
        return REST_UNAUTHORISED;
    if (g->banned_until_ms > now_ms)
        return REST_BANNED;
    return gate_paused_until_ms(g, now_ms) > now_ms ? REST_PAUSED : REST_DONE;
}

uint64_t gate_wait_ms(struct gate *g, const struct route *route, uint64_t now_ms)
{
    if (g->token_refused)
        return GATE_SHUT;
    uint64_t wait = until(later(g->banned_until_ms, gate_paused_until_ms(g, now_ms)), now_ms);
    if (!route->counted)
        return wait;
    wait = later(wait, until(g->global_until_ms, now_ms));
    return later(wait, limiter_wait_ms(&g->per_second, now_ms, 0));
}

void gate_passed(struct gate *g, const struct route *route, uint64_t now_ms)
{
    if (route->counted)
        (void)limiter_take(&g->per_second, now_ms, 0);
}

static void count_invalid(struct gate *g, uint64_t now_ms)
{
    uint64_t minute = now_ms / GATE_MINUTE_MS;
    size_t slot = minute % GATE_MINUTES;
    if (g->invalid[slot].minute != minute)
        g->invalid[slot].count = 0;
    g->invalid[slot].minute = minute;
    g->invalid[slot].count++;
}

void gate_answered(struct gate *g, const struct reply *reply, uint64_t now_ms)
{
    if (rest_outcome_is_invalid(reply->outcome))
        count_invalid(g, now_ms);
    if (reply->outcome == REST_UNAUTHORISED)
        g->token_refused = true;
    if (reply->outcome == REST_LIMITED_GLOBAL)
        g->global_until_ms = later(g->global_until_ms, now_ms + reply->limits.retry_after_ms);
    if (reply->outcome == REST_BANNED)
        g->banned_until_ms = later(g->banned_until_ms, now_ms + reply->limits.retry_after_ms);
}
