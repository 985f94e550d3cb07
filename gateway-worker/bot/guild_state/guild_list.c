/* GET /users/@me/guilds, then each guild's channels, one after the other. */
#include "guild_list.h"

#include "guild_channels.h"
#include "log.h"
#include "rest.h"

#define PATH        "/users/@me/guilds?limit=10"
#define PATIENCE_MS 5000

struct learning {
    struct bot_context *bot;
    uint64_t guilds[GUILD_LIST_MOST];
    size_t left;
    void (*on_ready)(void *ctx);
    void *ctx;
};

static void next_guild(void *ctx)
{
    struct learning *learning = ctx;
    while (learning->left && !learning->bot->on_idle)
        if (!guild_channels_known(learning->bot, learning->guilds[--learning->left], next_guild, learning))
            return; /* it calls this again */
    learning->on_ready(learning->ctx);
    story_end(learning->bot, learning);
}

static void guilds_came(void *ctx, const struct rest_result *result)
{
    struct learning *learning = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "guild.list_unknown", LOG_WITH(log_int("status", result->status)),
                  "Serveurs du bot inconnus, leurs tickets ne sont pas suivis pour l'instant : %s",
                  rest_outcome_reason(result->outcome));
    for (size_t i = 0; i < json_length(result->json) && learning->left < GUILD_LIST_MOST; i++) {
        uint64_t id = json_id(json_get(json_at(result->json, i), "id"));
        if (id)
            learning->guilds[learning->left++] = id;
    }
    next_guild(learning);
}

void guild_list_learn(struct bot_context *bot, void (*on_ready)(void *ctx), void *ctx)
{
    struct learning *learning = story_begin(bot, sizeof(*learning), NULL);
    *learning = (struct learning){.bot = bot, .on_ready = on_ready, .ctx = ctx};
    struct rest_request request = {
        .method = "GET", .path = PATH, .repeatable = true, .patience_ms = PATIENCE_MS};
    rest_send(bot->rest, &request, guilds_came, learning);
}
