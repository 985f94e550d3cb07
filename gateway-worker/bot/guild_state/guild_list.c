/* Fetches /users/@me/guilds, then the channels of each guild, one after the other. */
#include "guild_list.h"

#include "guild_channels.h"
#include "log.h"
#include "operation.h"
#include "rest.h"

#define PATH        "/users/@me/guilds?limit=10"
#define PATIENCE_MS 5000

struct guild_listing {
    struct bot_context *bot;
    uint64_t guilds[GUILD_LIST_MAX];
    size_t left;
    void (*on_ready)(void *ctx);
    void *ctx;
};

static void next_guild(void *ctx)
{
    struct guild_listing *listing = ctx;
    while (listing->left && !listing->bot->on_idle)
        if (!guild_channels_known(listing->bot, listing->guilds[--listing->left], next_guild, listing))
            return; /* it calls this again */
    listing->on_ready(listing->ctx);
    operation_end(listing->bot, listing);
}

static void guilds_came(void *ctx, const struct rest_result *result)
{
    struct guild_listing *listing = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "guild.list_unknown", LOG_WITH(log_int("status", result->status)),
                  "Serveurs du bot inconnus, leurs tickets ne sont pas suivis pour l'instant : %s",
                  rest_outcome_reason(result->outcome));
    for (size_t i = 0; i < json_length(result->json) && listing->left < GUILD_LIST_MAX; i++) {
        uint64_t id = json_id(json_get(json_at(result->json, i), "id"));
        if (id)
            listing->guilds[listing->left++] = id;
    }
    next_guild(listing);
}

void guild_list_fetch(struct bot_context *bot, void (*on_ready)(void *ctx), void *ctx)
{
    struct guild_listing *listing = operation_begin(bot, sizeof(*listing), NULL);
    *listing = (struct guild_listing){.bot = bot, .on_ready = on_ready, .ctx = ctx};
    struct rest_request request = {
        .method = "GET", .path = PATH, .repeatable = true, .patience_ms = PATIENCE_MS};
    rest_send(bot->rest, &request, guilds_came, listing);
}
