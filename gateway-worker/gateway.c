/* The gateway: what its shards share, and the one shard that it has. */
#include "gateway.h"

#include "shard_runner.h"
#include "tls.h"

#include <stdlib.h>
#include <string.h>

struct gateway {
    struct gateway_shared shared;
    char *token, *url, *extra_ca_file;
    struct shard_runner *shard;
};

static char *copy(const char *text)
{
    char *mine = text ? strdup(text) : NULL;
    if (text && !mine)
        abort();
    return mine;
}

struct gateway *gateway_create(struct loop *loop, const struct gateway_options *options,
                               struct metrics *metrics, const struct gateway_handlers *handlers, void *ctx)
{
    struct gateway *g = calloc(1, sizeof(*g));
    if (!g)
        abort();
    g->token = copy(options->token);
    g->url = copy(options->url);
    g->extra_ca_file = copy(options->extra_ca_file);
    g->shared = (struct gateway_shared){
        .loop = loop, .options = *options, .handlers = *handlers, .ctx = ctx, .metrics = metrics};
    g->shared.options.token = g->token;
    g->shared.options.url = g->url;
    g->shared.options.extra_ca_file = g->extra_ca_file;
    g->shard = shard_runner_create(&g->shared);
    return g;
}

void gateway_screen(struct gateway *gateway, bool (*worth)(void *ctx, const char *type, size_t type_length,
                                                           const char *data, size_t length))
{
    gateway->shared.worth = worth;
}

void gateway_restore(struct gateway *gateway, const char *body, size_t length)
{
    shard_runner_restore(gateway->shard, body, length);
}

void gateway_start(struct gateway *gateway)
{
    shard_runner_start(gateway->shard);
}

void gateway_leave(struct gateway *gateway, void (*on_left)(void *ctx), void *ctx)
{
    shard_runner_leave(gateway->shard, on_left, ctx);
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
    shard_runner_destroy(&g->shard);
    tls_trust_destroy(&g->shared.trust);
    wipe(g->token);
    free(g->url);
    free(g->extra_ca_file);
    free(g);
}
