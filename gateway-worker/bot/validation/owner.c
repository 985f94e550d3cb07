/* The channel's first message that names an owner, from the cache or from Discord → one message to him. */
#include "owner.h"

#include "learning.h"
#include "log.h"
#include "loop.h"
#include "message_nonce.h"
#include "permission_advice.h"
#include "rest.h"
#include "ticket_owner.h"
#include "wire.h"

#include <inttypes.h>
#include <stdio.h>

#define PAGE_MESSAGES 50
#define PAGES_MAX     4 /* whoever is not named in 200 messages is not looked for further */

struct telling {
    struct bot_context *bot;
    uint64_t guild_id, channel_id, panel_id, event_id;
    uint64_t owner; /* 0: not known yet */
    unsigned pages; /* asked for so far */
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
    snprintf(nonce, sizeof(nonce), MESSAGE_NONCE_OWNER "%" PRIu64, telling->event_id);
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

static void messages_came(void *ctx, const struct rest_result *result);

/* The next page of the channel's messages, from its beginning on. */
static void ask_for_messages(struct telling *telling, uint64_t after)
{
    char path[96];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages?after=%" PRIu64 "&limit=%d",
             telling->channel_id, after, PAGE_MESSAGES);
    struct rest_request request = {.method = "GET", .path = path, .repeatable = true};
    telling->pages++;
    rest_send(telling->bot->rest, &request, messages_came, telling);
}

static uint64_t newest_id(const struct json_value *messages)
{
    uint64_t newest = 0;
    for (size_t i = 0; i < json_length(messages); i++) {
        uint64_t id = json_id(json_get(json_at(messages, i), "id"));
        newest = id > newest ? id : newest;
    }
    return newest;
}

static void messages_came(void *ctx, const struct rest_result *result)
{
    struct telling *telling = ctx;
    if (result->outcome != REST_DONE) {
        refused(telling, ACT_READ, result);
        return;
    }
    const struct json_value *message = ticket_owner_message(result->json);
    uint64_t newest = newest_id(result->json);
    if (message) {
        learning_owner_message(telling->bot, message);
        telling->owner = ticket_owner_named(message);
        tell(telling);
    } else if (newest && json_length(result->json) >= PAGE_MESSAGES && telling->pages < PAGES_MAX) {
        ask_for_messages(telling, newest);
    } else {
        give_up(telling, "aucun des premiers messages du salon ne mentionne quelqu'un", result);
    }
}

void owner_tell(struct bot_context *bot, uint64_t guild_id, uint64_t channel_id, uint64_t panel_id,
                uint64_t event_id)
{
    if (!notices_take(&bot->notices, channel_id, loop_now_ms(bot->loop)))
        return;
    struct telling *telling = story_begin(bot, sizeof(*telling), NULL);
    *telling = (struct telling){bot, guild_id, channel_id, panel_id, event_id, 0, 0};
    telling->owner = learning_owner(bot, channel_id);
    if (telling->owner)
        tell(telling);
    else
        ask_for_messages(telling, 1);
}
