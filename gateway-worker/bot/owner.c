/* First message, from the cache or from Discord → its first mention → one message. */
#include "owner.h"

#include "learning.h"
#include "log.h"
#include "loop.h"
#include "permission_advice.h"
#include "rest.h"
#include "wire.h"

#include <inttypes.h>
#include <stdio.h>

struct telling {
    struct bot_context *bot;
    uint64_t guild_id, channel_id, panel_id, event_id;
    uint64_t owner; /* 0: not known yet */
};

static void give_up(struct telling *telling, const char *what, const struct rest_result *result)
{
    log_event(LOG_WARN, "owner.not_told",
              LOG_WITH(log_int("channel", (int64_t)telling->channel_id), log_int("status", result->status),
                       log_int("code", result->code), log_int("owner", (int64_t)telling->owner),
                       log_text("name", learning_name(telling->bot, telling->guild_id, telling->owner))),
              "Le propriétaire du ticket n'est pas prévenu : %s", what);
    notices_give_back(&telling->bot->notices, telling->channel_id);
    story_end(telling->bot, telling);
}

static void refused(struct telling *telling, enum act act, const struct rest_result *result)
{
    permission_advise(telling->bot, telling->channel_id, act, result);
    give_up(telling, rest_outcome_reason(result->outcome), result);
}

static void told(void *ctx, const struct rest_result *result)
{
    struct telling *telling = ctx;
    if (result->outcome == REST_DONE)
        story_end(telling->bot, telling);
    else
        refused(telling, ACT_POST, result);
}

static void tell(struct telling *telling)
{
    char path[64], nonce[26];
    struct buffer body;
    buffer_init(&body, WIRE_MOST);
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages", telling->channel_id);
    snprintf(nonce, sizeof(nonce), "own%" PRIu64, telling->event_id);
    wire_owner_notice(&body, telling->owner, telling->guild_id, telling->channel_id, telling->panel_id,
                      nonce);
    struct rest_request request = {.method = "POST",
                                   .path = path,
                                   .body = buffer_string(&body),
                                   .body_length = body.length,
                                   .repeatable = true};
    rest_send(telling->bot->rest, &request, told, telling);
    buffer_free(&body);
}

static void tell_if_any(struct telling *telling, uint64_t owner, const struct rest_result *result)
{
    telling->owner = owner;
    if (owner)
        tell(telling);
    else
        give_up(telling, "le premier message du salon ne mentionne personne", result);
}

/* The oldest of the messages, whatever order they come in. */
static const struct json_value *oldest_of(const struct json_value *messages)
{
    const struct json_value *oldest = json_at(messages, 0);
    for (size_t i = 1; i < json_length(messages); i++)
        if (json_id(json_get(json_at(messages, i), "id")) < json_id(json_get(oldest, "id")))
            oldest = json_at(messages, i);
    return oldest;
}

static void first_message_came(void *ctx, const struct rest_result *result)
{
    struct telling *telling = ctx;
    if (result->outcome != REST_DONE) {
        refused(telling, ACT_READ, result);
        return;
    }
    const struct json_value *message = oldest_of(result->json);
    learning_first_message(telling->bot, message);
    tell_if_any(telling, learning_mention(message), result);
}

void owner_tell(struct bot_context *bot, uint64_t guild_id, uint64_t channel_id, uint64_t panel_id,
                uint64_t event_id)
{
    if (!notices_take(&bot->notices, channel_id, loop_now_ms(bot->loop)))
        return;
    uint64_t owner;
    struct telling *telling = story_begin(bot, sizeof(*telling), NULL);
    *telling = (struct telling){bot, guild_id, channel_id, panel_id, event_id, 0};
    if (learning_owner(bot, channel_id, &owner)) {
        tell_if_any(telling, owner, &(struct rest_result){.outcome = REST_DONE});
        return;
    }
    char path[80];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages?after=1&limit=1", channel_id);
    struct rest_request request = {.method = "GET", .path = path, .repeatable = true};
    rest_send(bot->rest, &request, first_message_came, telling);
}
