/* Finds the handler of an event in the table. Events that are frequent and rarely of interest pass a prefilter over their text first. */
#include "dispatch.h"

#include "array_len.h"
#include "caches.h"
#include "guild_updates.h"
#include "interactions.h"
#include "json_glance.h"
#include "member_record.h"
#include "message_updates.h"
#include "ticket.h"
#include "ticket_events.h"

#include <string.h>

#define DOCUMENT_HOST "docs.google.com" /* whose slashes JSON may write in two ways */

enum place { PLACE_ELSEWHERE, PLACE_UNKNOWN, PLACE_TICKET };

/* Where it happens; of several channels, as in a reply, the one that is of most interest. */
static enum place place_of(struct bot_context *bot, const char *data, size_t length)
{
    const char *at = data;
    enum place place = PLACE_ELSEWHERE;
    struct cached_channel channel;
    for (uint64_t id; (id = json_glance_id(&at, data + length, "channel_id")) != 0;)
        if (!channel_cache_find(bot->channels, id, &channel))
            place = PLACE_UNKNOWN;
        else if (ticket_is(bot->ticket_prefix, channel.type, channel.name))
            return PLACE_TICKET;
    return place;
}

/* Of a channel that is known to be a ticket: those are the messages that are cached. */
static bool prefilter_ticket(struct bot_context *bot, const char *data, size_t length)
{
    return place_of(bot, data, length) == PLACE_TICKET;
}

/* Or a document, where it may be one. */
static bool prefilter_message(struct bot_context *bot, const char *data, size_t length)
{
    enum place place = place_of(bot, data, length);
    return place == PLACE_TICKET ||
           (place == PLACE_UNKNOWN && memmem(data, length, DOCUMENT_HOST, strlen(DOCUMENT_HOST)));
}

/* Of the bot itself, or of somebody who is known: who has done nothing here is of no interest. */
static bool prefilter_member(struct bot_context *bot, const char *data, size_t length)
{
    const char *at = data;
    struct cached_member member;
    uint64_t guild_id = json_glance_id(&at, data + length, "guild_id");
    at = data;
    for (uint64_t id; (id = json_glance_id(&at, data + length, "id")) != 0;)
        if (id == bot->own_id || member_find(bot->caches->members, guild_id, id, &member))
            return true;
    return false;
}

static const struct {
    const char *type;
    void (*handler)(struct bot_context *bot, const struct json_value *data);
    bool (*prefilter)(struct bot_context *bot, const char *data, size_t length);
} EVENTS[] = {
#define EVENT(type, handler, prefilter) {type, handler, prefilter},
#include "dispatch.def"
#undef EVENT
};

static size_t event_index(const char *type, size_t length)
{
    size_t i = 0;
    while (i < ARRAY_LEN(EVENTS) && (strncmp(EVENTS[i].type, type, length) != 0 || EVENTS[i].type[length]))
        i++;
    return i;
}

bool dispatch_wants(const char *type, size_t length)
{
    return event_index(type, length) < ARRAY_LEN(EVENTS);
}

bool dispatch_prefilter(struct bot_context *bot, const char *type, size_t type_length, const char *data,
                        size_t length)
{
    size_t i = event_index(type, type_length);
    return i == ARRAY_LEN(EVENTS) || !EVENTS[i].prefilter || EVENTS[i].prefilter(bot, data, length);
}

void dispatch_event(struct bot_context *bot, const char *type, const struct json_value *data)
{
    size_t i = event_index(type, strlen(type));
    if (i < ARRAY_LEN(EVENTS))
        EVENTS[i].handler(bot, data);
}
