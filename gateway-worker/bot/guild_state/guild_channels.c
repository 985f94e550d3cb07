/* Fetches the channels of one guild: GET /guilds/{id}/channels. */
#include "guild_channels.h"

#include "channel_cache.h"
#include "log.h"
#include "operation.h"
#include "rest.h"

#include <inttypes.h>
#include <stdio.h>

#define PATIENCE_MS 5000 /* somebody waits for a word about his press */

struct fetching {
    struct bot_context *bot;
    uint64_t guild_id;
    void (*on_ready)(void *ctx);
    void *ctx;
};

static void channels_came(void *ctx, const struct rest_result *result)
{
    struct fetching *fetching = ctx;
    if (result->outcome == REST_DONE && json_is_array(result->json))
        channel_cache_put_guild(fetching->bot->channels, fetching->guild_id, result->json);
    else
        log_event(LOG_WARN, "guild.channels_unknown", LOG_WITH(log_int("status", result->status)),
                  "Salons du serveur inconnus, les noms de salons restent tels quels : %s",
                  rest_outcome_reason(result->outcome));
    fetching->on_ready(fetching->ctx);
    operation_end(fetching->bot, fetching);
}

bool guild_channels_known(struct bot_context *bot, uint64_t guild_id, void (*on_ready)(void *ctx), void *ctx)
{
    if (guild_id == 0 || channel_cache_knows_guild(bot->channels, guild_id))
        return true;
    struct fetching *fetching = operation_begin(bot, sizeof(*fetching), NULL);
    *fetching = (struct fetching){bot, guild_id, on_ready, ctx};
    char path[64];
    snprintf(path, sizeof(path), "/guilds/%" PRIu64 "/channels", guild_id);
    struct rest_request request = {
        .method = "GET", .path = path, .repeatable = true, .patience_ms = PATIENCE_MS};
    rest_send(bot->rest, &request, channels_came, fetching);
    return false;
}
