/* The gateway: what its shards share, and the shards. */
#include "gateway.h"

#include "allocate.h"
#include "clock.h"
#include "gateway_shared.h"
#include "identify_report.h"
#include "retry_after.h"
#include "shard_driver.h"
#include "text_copy.h"
#include "tls.h"

#include <stdlib.h>
#include <string.h>

struct gateway {
    struct gateway_shared shared;
    char *token, *url, *extra_ca_file;
    struct shard_driver *shards[SHARDS_MOST]; /* as many as the plan has */
    size_t still_here;                        /* while leaving */
    void (*on_left)(void *ctx);
    void *on_left_ctx;
};

struct gateway *gateway_create(struct loop *loop, const struct gateway_options *options,
                               struct metrics *metrics, const struct gateway_handlers *handlers, void *ctx)
{
    struct gateway *g = allocate(1, sizeof(*g));
    g->token = text_copy(options->token);
    g->url = text_copy(options->url);
    g->extra_ca_file = text_copy(options->extra_ca_file);
    g->shared = (struct gateway_shared){
        .loop = loop, .options = *options, .handlers = *handlers, .ctx = ctx, .metrics = metrics};
    g->shared.options.token = g->token;
    g->shared.options.url = g->url;
    g->shared.options.extra_ca_file = g->extra_ca_file;
    dial_budget_init(&g->shared.dials);
    gateway_ledger_init(&g->shared.ledger);
    identify_budget_allow(&g->shared.ledger.identifies, options->max_concurrency);
    shard_numbers_init(&g->shared.numbers, metrics, &options->shards);
    g->shared.keeper = session_keeper_create(loop, &g->shared.ledger, handlers->on_session, ctx);
    for (size_t i = 0; i < options->shards.mine; i++)
        g->shards[i] = shard_driver_create(&g->shared, i);
    return g;
}

void gateway_screen(struct gateway *gateway, bool (*worth)(void *ctx, const char *type, size_t type_length,
                                                           const char *data, size_t length))
{
    gateway->shared.worth = worth;
}

void gateway_restore(struct gateway *gateway, const char *body, size_t length)
{
    session_keeper_restore(gateway->shared.keeper, &gateway->shared.ledger, body, length);
}

void gateway_write_session(struct gateway *gateway, struct buffer *out)
{
    session_keeper_write(gateway->shared.keeper, out);
}

/* What Discord said just now is newer than what a predecessor left. */
static void learn_limits(struct gateway_shared *shared)
{
    struct identify_budget *identifies = &shared->ledger.identifies;
    const struct gateway_options *o = &shared->options;
    if (o->limits_known)
        identify_budget_learn(identifies, o->identifies_left, o->identifies_reset_ms, clock_wall_ms());
    identify_report(shared->metrics, identifies, clock_wall_ms());
}

/* A ban that a predecessor was told of, and that still runs. */
static void obey_ban(struct gateway_shared *shared)
{
    int64_t wait_ms = shared->ledger.banned_until_ms - clock_wall_ms();
    if (wait_ms <= 0)
        return;
    if (wait_ms > RETRY_AFTER_MAX_MS)
        wait_ms = RETRY_AFTER_MAX_MS;
    dial_budget_ban(&shared->dials, clock_monotonic_ms() + (uint64_t)wait_ms);
    shared->handlers.on_ban(shared->ctx, clock_wall_ms() + wait_ms);
}

/* Those that can RESUME dial at once; the others when their IDENTIFY's turn will have come. With a token that
 * Discord has refused already nobody does. */
void gateway_start(struct gateway *gateway)
{
    struct gateway_shared *shared = &gateway->shared;
    const struct shard_plan *plan = &shared->options.shards;
    bool fresh[SHARDS_MOST], refused = shared->ledger.refused_bot == session_bot(shared->options.token);
    learn_limits(shared);
    obey_ban(shared);
    for (size_t i = 0; i < plan->mine; i++)
        fresh[i] = shard_driver_is_fresh(gateway->shards[i]);
    for (size_t i = 0; i < plan->mine; i++) {
        unsigned turn = shard_plan_turn(plan, fresh, i, shared->ledger.identifies.concurrency);
        if (refused)
            shard_driver_refuse(gateway->shards[i]);
        else
            shard_driver_start(gateway->shards[i], fresh[i] ? (uint64_t)turn * IDENTIFY_SPACING_MS : 0);
    }
}

static void one_left(void *ctx)
{
    struct gateway *gateway = ctx;
    if (--gateway->still_here == 0)
        gateway->on_left(gateway->on_left_ctx);
}

void gateway_leave(struct gateway *gateway, void (*on_left)(void *ctx), void *ctx)
{
    gateway->on_left = on_left;
    gateway->on_left_ctx = ctx;
    gateway->still_here = gateway->shared.options.shards.mine;
    for (size_t i = 0; i < gateway->shared.options.shards.mine; i++)
        shard_driver_leave(gateway->shards[i], one_left, gateway);
}

static void wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

void gateway_destroy(struct gateway **take_gateway)
{
    struct gateway *g = *take_gateway;
    if (!g)
        return;
    *take_gateway = NULL;
    for (size_t i = 0; i < g->shared.options.shards.mine; i++)
        shard_driver_destroy(&g->shards[i]);
    session_keeper_destroy(&g->shared.keeper);
    tls_trust_destroy(&g->shared.trust);
    wipe(g->token);
    free(g->url);
    free(g->extra_ca_file);
    free(g);
}
