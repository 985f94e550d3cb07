/* Turns Discord's message objects into cached records. A message is cached from its creation to its deletion, as long as
 * no event is missed: then all are forgotten, and REST is asked. */
#include "message_updates.h"

#include "caches.h"
#include "member_record.h"
#include "message_record.h"
#include "panel.h"
#include "ticket.h"
#include "ticket_owner.h"

static void note(struct bot_context *bot, uint64_t id, const struct json_value *message)
{
    const struct json_value *member = json_get(message, "member"), *author = json_get(message, "author");
    struct cached_channel channel;
    struct cached_message noted = {
        .channel_id = json_id(json_get(message, "channel_id")),
        .author_id = json_id(json_get(author, "id")),
        .mention = ticket_owner_named(message),
        .pinned = json_bool(json_get(message, "pinned"), false),
        .is_panel = panel_is(message),
    };
    message_put(bot->caches->messages, id, &noted);
    if (json_is_object(member)) /* not of a webhook */
        member_put(bot->caches->members, json_id(json_get(message, "guild_id")), member, author);
    if (noted.is_panel && channel_cache_find(bot->channels, noted.channel_id, &channel) && id > channel.panel)
        channel_cache_panel(bot->channels, noted.channel_id, id);
}

static bool in_ticket(struct bot_context *bot, const struct json_value *message,
                      struct cached_channel *ret_channel)
{
    return channel_cache_find(bot->channels, json_id(json_get(message, "channel_id")), ret_channel) &&
           ticket_is(bot->ticket_prefix, ret_channel->type, ret_channel->name);
}

void message_updates_channel_created(struct bot_context *bot, const struct json_value *channel)
{
    if (json_is_null(json_get(channel, "last_message_id")))
        channel_cache_owner_message(bot->channels, json_id(json_get(channel, "id")), 0, true);
}

/* In a channel of which every message was seen, the oldest that names an owner. */
static void note_owner(struct bot_context *bot, const struct cached_channel *channel, uint64_t id,
                       const struct json_value *message)
{
    bool is_first = !channel->owner_message || id < channel->owner_message;
    if (channel->born && is_first && ticket_owner_named(message))
        channel_cache_owner_message(bot->channels, channel->id, id, true);
}

void message_updates_create(struct bot_context *bot, const struct json_value *message)
{
    uint64_t id = json_id(json_get(message, "id"));
    struct cached_channel channel;
    if (!id || !in_ticket(bot, message, &channel))
        return;
    note_owner(bot, &channel, id, message);
    note(bot, id, message);
}

void message_updates_owner_message(struct bot_context *bot, const struct json_value *message)
{
    uint64_t id = json_id(json_get(message, "id"));
    if (!id)
        return;
    channel_cache_owner_message(bot->channels, json_id(json_get(message, "channel_id")), id, false);
    note(bot, id, message);
}

/* An update may be of a part only; then what it leaves out is not known any more. */
void message_updates_update(struct bot_context *bot, const struct json_value *message)
{
    uint64_t id = json_id(json_get(message, "id"));
    struct cached_message known;
    struct cached_channel channel;
    if (!message_find(bot->caches->messages, id, &known))
        return;
    if (!json_is_string(json_get(message, "content")) || !json_is_object(json_get(message, "author"))) {
        message_remove(bot->caches->messages, id);
        return;
    }
    if (channel_cache_find(bot->channels, known.channel_id, &channel))
        note_owner(bot, &channel, id, message);
    note(bot, id, message);
}

/* What its channel says of it goes unheard from now on: which message is the first now would be a guess. */
void message_updates_delete(struct bot_context *bot, const struct json_value *event)
{
    message_remove(bot->caches->messages, json_id(json_get(event, "id")));
}

void message_updates_delete_bulk(struct bot_context *bot, const struct json_value *event)
{
    const struct json_value *ids = json_get(event, "ids");
    for (size_t i = 0; i < json_length(ids); i++)
        message_remove(bot->caches->messages, json_id(json_at(ids, i)));
}

void message_updates_forget(struct bot_context *bot)
{
    caches_forget_messages(bot->caches);
}

uint64_t message_updates_owner(struct bot_context *bot, uint64_t channel_id)
{
    struct cached_channel channel;
    struct cached_message first;
    bool known = channel_cache_find(bot->channels, channel_id, &channel) && channel.owner_message &&
                 message_find(bot->caches->messages, channel.owner_message, &first);
    return known ? first.mention : 0;
}

uint64_t message_updates_panel(struct bot_context *bot, uint64_t channel_id)
{
    struct cached_channel channel;
    struct cached_message panel;
    bool known = channel_cache_find(bot->channels, channel_id, &channel) && channel.panel &&
                 message_find(bot->caches->messages, channel.panel, &panel) && panel.is_panel;
    return known ? channel.panel : 0;
}
