/* Finds the channel's first message that names an owner, in the cache or at Discord, and posts one message to that user. */
#include "owner_notice.h"

#include "guild_updates.h"
#include "log.h"
#include "loop.h"
#include "message_json.h"
#include "message_nonce.h"
#include "message_updates.h"
#include "operation.h"
#include "permission_log.h"
#include "rest.h"
#include "ticket_owner.h"

#include <inttypes.h>
#include <stdio.h>

#define PAGE_MESSAGES 50
#define PAGES_MAX     4 /* whoever is not named in 200 messages is not looked for further */

struct owner_notice {
    struct bot_context *bot;
    uint64_t guild_id, channel_id, panel_id, event_id;
    uint64_t owner; /* 0: not known yet */
    unsigned pages; /* asked for so far */
};

static void give_up(struct owner_notice *notice, const char *what, const struct rest_result *result)
{
    log_event(
        LOG_WARN, "owner.not_told",
        LOG_WITH(log_int("channel", (int64_t)notice->channel_id), log_int("status", result->status),
                 log_int("code", result->code), log_int("owner", (int64_t)notice->owner),
                 log_text("name", guild_updates_member_name(notice->bot, notice->guild_id, notice->owner))),
        "Le propriétaire du ticket n'est pas prévenu : %s", what);
    cooldown_give_back(&notice->bot->owner_cooldown, notice->channel_id);
    operation_end(notice->bot, notice);
}

static void refused(struct owner_notice *notice, enum ticket_action action, const struct rest_result *result)
{
    permission_log_missing(notice->bot, notice->channel_id, action, result);
    give_up(notice, rest_outcome_reason(result->outcome), result);
}

static void told(void *ctx, const struct rest_result *result)
{
    struct owner_notice *notice = ctx;
    if (result->outcome == REST_DONE)
        operation_end(notice->bot, notice);
    else
        refused(notice, ACTION_POST, result);
}

static void tell(struct owner_notice *notice)
{
    char path[64], nonce[26];
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages", notice->channel_id);
    snprintf(nonce, sizeof(nonce), MESSAGE_NONCE_OWNER "%" PRIu64, notice->event_id);
    message_json_owner_notice(&body, notice->owner, notice->guild_id, notice->channel_id, notice->panel_id,
                              nonce);
    struct rest_request request = {.method = "POST",
                                   .path = path,
                                   .body = buffer_string(&body),
                                   .body_length = body.length,
                                   .repeatable = true};
    rest_send(notice->bot->rest, &request, told, notice);
    buffer_free(&body);
}

static void messages_came(void *ctx, const struct rest_result *result);

/* The next page of the channel's messages, from its beginning on. */
static void ask_for_messages(struct owner_notice *notice, uint64_t after)
{
    char path[96];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages?after=%" PRIu64 "&limit=%d",
             notice->channel_id, after, PAGE_MESSAGES);
    struct rest_request request = {.method = "GET", .path = path, .repeatable = true};
    notice->pages++;
    rest_send(notice->bot->rest, &request, messages_came, notice);
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
    struct owner_notice *notice = ctx;
    if (result->outcome != REST_DONE) {
        refused(notice, ACTION_READ, result);
        return;
    }
    const struct json_value *message = ticket_owner_message(result->json);
    uint64_t newest = newest_id(result->json);
    if (message) {
        message_updates_owner_message(notice->bot, message);
        notice->owner = ticket_owner_named(message);
        tell(notice);
    } else if (newest && json_length(result->json) >= PAGE_MESSAGES && notice->pages < PAGES_MAX) {
        ask_for_messages(notice, newest);
    } else {
        give_up(notice, "aucun des premiers messages du salon ne mentionne quelqu'un", result);
    }
}

void owner_notice_send(struct bot_context *bot, uint64_t guild_id, uint64_t channel_id, uint64_t panel_id,
                       uint64_t event_id)
{
    if (!cooldown_take(&bot->owner_cooldown, channel_id, loop_now_ms(bot->loop)))
        return;
    struct owner_notice *notice = operation_begin(bot, sizeof(*notice), NULL);
    *notice = (struct owner_notice){bot, guild_id, channel_id, panel_id, event_id, 0, 0};
    notice->owner = message_updates_owner(bot, channel_id);
    if (notice->owner)
        tell(notice);
    else
        ask_for_messages(notice, 1);
}
