/* GET /gateway/bot. */
#include "discovery.h"

#include "rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAIN_URL        "wss://gateway.discord.gg"
#define SHARDS_ALLOWED  1000
#define RESET_AFTER_MAX INT64_C(86400000)
#define PATIENCE_MS     5000

void discovery_init(struct discovery *d, const char *gateway_url, const char *shard_count,
                    unsigned kept_shards)
{
    bool auto_url = strcmp(gateway_url, "auto") == 0, auto_shards = strcmp(shard_count, "auto") == 0;
    unsigned shards = auto_shards ? kept_shards : (unsigned)strtoul(shard_count, NULL, 10);
    *d = (struct discovery){
        .shards = shards ? shards : 1,
        .max_concurrency = 1,
        .asks_url = auto_url,
        .asks_shards = auto_shards && !kept_shards,
    };
    d->is_asked = auto_url || d->asks_shards || (d->shards > 1 && !kept_shards);
    snprintf(d->url, sizeof(d->url), "%s", auto_url ? MAIN_URL : gateway_url);
}

void discovery_read(struct discovery *d, const struct json_value *answer)
{
    const struct json_value *limit = json_get(answer, "session_start_limit");
    const char *url = json_text(json_get(answer, "url"), "");
    int64_t shards = json_int(json_get(answer, "shards"), 0);
    int64_t concurrency = json_int(json_get(limit, "max_concurrency"), 0);
    int64_t left = json_int(json_get(limit, "remaining"), -1);
    int64_t reset_ms = json_int(json_get(limit, "reset_after"), -1);
    if (d->asks_url && *url && strlen(url) < sizeof(d->url))
        snprintf(d->url, sizeof(d->url), "%s", url);
    if (d->asks_shards && shards >= 1 && shards <= SHARDS_ALLOWED)
        d->shards = (unsigned)shards;
    if (concurrency >= 1 && concurrency <= SHARDS_ALLOWED)
        d->max_concurrency = (unsigned)concurrency;
    if (left < 0 || left > UINT32_MAX || reset_ms < 0)
        return;
    d->limits_known = true;
    d->identifies_left = (uint32_t)left;
    d->identifies_reset_ms = (uint64_t)(reset_ms < RESET_AFTER_MAX ? reset_ms : RESET_AFTER_MAX);
}

static void answered(void *ctx, const struct rest_result *result)
{
    struct discovery *d = ctx;
    d->is_unanswered = result->outcome != REST_DONE;
    if (!d->is_unanswered)
        discovery_read(d, result->json);
    d->on_found(d->ctx);
}

void discovery_ask(struct discovery *d, struct rest *rest, void (*on_found)(void *ctx), void *ctx)
{
    static const struct rest_request REQUEST = {
        .method = "GET", .path = "/gateway/bot", .repeatable = true, .patience_ms = PATIENCE_MS};
    d->on_found = on_found;
    d->ctx = ctx;
    rest_send(rest, &REQUEST, answered, d);
}
