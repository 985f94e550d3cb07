/* Handles channels that come, change their names, go, and messages with documents. */
#include "ticket_events.h"

#include "channel_cache.h"
#include "clock.h"
#include "guild_updates.h"
#include "log.h"
#include "message_updates.h"
#include "missed_tickets.h"
#include "operation.h"
#include "panel_post.h"
#include "pins.h"
#include "rest.h"
#include "snowflake.h"
#include "ticket.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DOCUMENT_LINK "https://docs.google.com/"
/* What an event takes to come, replayed ones too, and our clock against Discord's. */
#define NEW_FOR_MS 600000

static bool json_is_ticket(const struct bot_context *bot, const struct json_value *channel)
{
    return ticket_is(bot->ticket_prefix, (int)json_int(json_get(channel, "type"), -1),
                     json_text(json_get(channel, "name"), ""));
}

void ticket_events_guild_create(struct bot_context *bot, const struct json_value *guild)
{
    guild_updates_create(bot, guild);
    missed_tickets_look(bot, json_get(guild, "channels")); /* one that is unavailable has none */
}

/* A channel that we may see only now (a permission, a category that moved) comes by the same event as one
 * that was just made; it may have a row and a panel. */
static bool was_just_made(uint64_t channel_id)
{
    return clock_wall_ms() - snowflake_made_ms(channel_id) < NEW_FOR_MS;
}

void ticket_events_channel_create(struct bot_context *bot, const struct json_value *channel)
{
    uint64_t id = json_id(json_get(channel, "id"));
    struct cached_channel before;
    bool is_known = channel_cache_find(bot->channels, id, &before); /* then the event has come twice */
    channel_cache_put_json(bot->channels, channel, 0);
    if (!is_known)
        message_updates_channel_created(bot, channel);
    if (json_is_ticket(bot, channel))
        panel_post_for_ticket(bot, id, was_just_made(id));
}

void ticket_events_channel_update(struct bot_context *bot, const struct json_value *channel)
{
    uint64_t id = json_id(json_get(channel, "id"));
    struct cached_channel before;
    bool was_ticket = channel_cache_find(bot->channels, id, &before) &&
                      ticket_is(bot->ticket_prefix, before.type, before.name);
    channel_cache_put_json(bot->channels, channel, 0);
    retry_queue_hurry(&bot->retry_queue, id);
    if (!was_ticket && json_is_ticket(bot, channel))
        panel_post_for_ticket(bot, id,
                              false); /* or it was one that we never saw: then its row names the panel */
}

void ticket_events_channel_delete(struct bot_context *bot, const struct json_value *channel)
{
    channel_cache_remove(bot->channels, json_id(json_get(channel, "id")));
    retry_queue_remove_channel(&bot->retry_queue, json_id(json_get(channel, "id")));
}

/* ---- Documents. */

struct lookup {
    struct bot_context *bot;
    struct pending pending; /* its event counts as handled: a successor must know of it */
};

static void free_inside(void *operation)
{
    struct lookup *lookup = operation;
    pending_remove(&lookup->bot->pending, &lookup->pending);
}

static void channel_came(void *ctx, const struct rest_result *result)
{
    struct lookup *lookup = ctx;
    struct bot_context *bot = lookup->bot;
    if (result->outcome == REST_DONE) {
        channel_cache_put_json(bot->channels, result->json, 0);
        if (json_is_ticket(bot, result->json))
            pins_put(bot, lookup->pending.channel_id, lookup->pending.message_id);
    } else {
        log_event(LOG_WARN, "pin.channel_unknown",
                  LOG_WITH(log_int("channel", (int64_t)lookup->pending.channel_id)),
                  "Document non épinglé, salon inconnu : %s", rest_outcome_reason(result->outcome));
    }
    operation_end(bot, lookup);
}

/* This worker resumed a session and never saw the guild. */
static void ask_for_channel(struct bot_context *bot, uint64_t channel_id, uint64_t message_id)
{
    struct lookup *lookup = operation_begin(bot, sizeof(*lookup), free_inside);
    *lookup = (struct lookup){
        .bot = bot,
        .pending = {.kind = PENDING_DOCUMENT, .channel_id = channel_id, .message_id = message_id},
    };
    pending_add(&bot->pending, &lookup->pending);
    char path[64];
    snprintf(path, sizeof(path), "/channels/%" PRIu64, channel_id);
    struct rest_request request = {.method = "GET", .path = path, .repeatable = true};
    rest_send(bot->rest, &request, channel_came, lookup);
}

void ticket_events_document(struct bot_context *bot, uint64_t channel_id, uint64_t message_id)
{
    struct cached_channel channel;
    if (!channel_cache_find(bot->channels, channel_id, &channel))
        ask_for_channel(bot, channel_id, message_id);
    else if (ticket_is(bot->ticket_prefix, channel.type, channel.name))
        pins_put(bot, channel_id, message_id);
}

void ticket_events_message_create(struct bot_context *bot, const struct json_value *message)
{
    uint64_t channel_id = json_id(json_get(message, "channel_id")),
             message_id = json_id(json_get(message, "id"));
    struct cached_channel channel;
    message_updates_create(bot, message);
    if (!strstr(json_text(json_get(message, "content"), ""), DOCUMENT_LINK))
        return;
    /* Without a guild it is a private message, unless the channel is known better: nobody is asked about
     * those. */
    if (json_get(message, "guild_id") || channel_cache_find(bot->channels, channel_id, &channel))
        ticket_events_document(bot, channel_id, message_id);
}
