/* Routes of channels and their messages and pins; every change is told to the Gateway. */
#include "clock.h"
#include "discord_events.h"
#include "discord_rest.h"
#include "discord_routes.h"
#include "message_body.h"
#include "render.h"
#include "world_permissions.h"

#include <string.h>

#define NONCE_LIFE_MS (3 * 60 * 1000) /* "the past few minutes" */

void route_channel(struct sim_call *call)
{
    const struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        render_channel(&call->out, channel);
}

void route_typing(struct sim_call *call)
{
    if (rest_may(call, rest_channel(call, call->ids[0]), PERMISSION_SEND_MESSAGES))
        rest_no_content(call);
}

/* The channel's oldest message; nothing is there for who may not read the history. */
static const struct sim_message *history(const struct sim_call *call, const struct sim_channel *channel)
{
    return rest_has(call, channel, PERMISSION_READ_HISTORY) ? channel->oldest : NULL;
}

/* Newest first, `limit` of them, as ?before= and ?after= cut the list. */
void route_messages_get(struct sim_call *call)
{
    const struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (!rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        return;
    uint64_t limit = rest_query_number(call, "limit", 50),
             before = rest_query_number(call, "before", UINT64_MAX),
             after = rest_query_number(call, "after", 0);
    if (limit < 1 || limit > 100) {
        rest_refuse(call, "limit", "NUMBER_TYPE_RANGE", "int value should be between 1 and 100.");
        return;
    }
    const struct sim_message *found[WORLD_MESSAGES_MOST + 1];
    size_t count = 0;
    for (const struct sim_message *m = history(call, channel); m; m = m->next)
        if (m->id < before && m->id > after)
            found[count++] = m;
    size_t newest = after && count > limit ? limit : count; /* ?after= asks for the oldest that follow it */
    jw_array(&call->out);
    for (size_t i = newest; i-- > 0 && newest - i <= limit;)
        rest_answer_message(call, found[i]);
    jw_array_end(&call->out);
}

void route_message_get(struct sim_call *call)
{
    struct sim_channel *channel = rest_channel(call, call->ids[0]);
    const struct sim_message *message =
        rest_may(call, channel, PERMISSION_READ_HISTORY) ? rest_message(call, channel, call->ids[1]) : NULL;
    if (message)
        rest_answer_message(call, message);
}

/* With enforce_nonce a repeated nonce is answered with the message that it made the first time. */
static const struct sim_message *same_nonce(const struct sim_channel *channel, const struct json_value *body)
{
    const char *nonce = json_text(json_get(body, "nonce"), "");
    if (!nonce[0] || !json_bool(json_get(body, "enforce_nonce"), false))
        return NULL;
    for (const struct sim_message *m = channel->oldest; m; m = m->next)
        if (strcmp(m->nonce, nonce) == 0 && clock_wall_ms() - world_id_time_ms(m->id) < NONCE_LIFE_MS)
            return m;
    return NULL;
}

void route_message_post(struct sim_call *call)
{
    struct sim_channel *channel = rest_channel(call, call->ids[0]);
    bool embeds = json_length(json_get(call->body, "embeds")) > 0;
    if (!rest_may(call, channel, PERMISSION_SEND_MESSAGES | (embeds ? PERMISSION_EMBED_LINKS : 0)))
        return;
    if (!rest_body_is_sound(call))
        return;
    if (message_body_is_empty(call->body)) {
        rest_error(call, 400, 50006, "Cannot send an empty message");
        return;
    }
    const struct sim_message *first = same_nonce(channel, call->body);
    if (first) {
        rest_answer_message(call, first);
        return;
    }
    struct sim_message *message =
        message_create(discord_new_id(call->discord), channel->id, WORLD_BOT_ID, "");
    message_body_apply(message, call->body);
    message->flags &= ~(uint32_t)(MESSAGE_EPHEMERAL | MESSAGE_LOADING);
    world_post(channel, message);
    event_message(call->discord, "MESSAGE_CREATE", message);
    rest_answer_message(call, message);
}

void route_message_patch(struct sim_call *call)
{
    struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (!rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        return;
    struct sim_message *message = rest_message(call, channel, call->ids[1]);
    if (!message)
        return;
    if (message->author_id != WORLD_BOT_ID) {
        rest_error(call, 403, 50005, "Cannot edit a message authored by another user");
        return;
    }
    if (!rest_body_is_sound(call))
        return;
    message_body_apply(message, call->body);
    message->edited_ms = clock_wall_ms();
    event_message(call->discord, "MESSAGE_UPDATE", message);
    rest_answer_message(call, message);
}

void route_message_delete(struct sim_call *call)
{
    struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (!rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        return;
    struct sim_message *message = rest_message(call, channel, call->ids[1]);
    if (!message)
        return;
    bool own = message->author_id == WORLD_BOT_ID;
    if (!rest_may(call, channel, own ? PERMISSION_VIEW_CHANNEL : PERMISSION_MANAGE_MESSAGES))
        return;
    world_delete_message(channel, message);
    event_message_deleted(call->discord, call->ids[0], call->ids[1]);
    rest_no_content(call);
}

/* Discord tells of a pin by two events on top: the message changed, and a system message says who pinned. */
static void announce_pin(struct sim_discord *discord, struct sim_channel *channel,
                         const struct sim_message *pinned)
{
    event_message(discord, "MESSAGE_UPDATE", pinned);
    event_pins(discord, channel->id);
    if (!pinned->pinned)
        return;
    struct sim_message *note = message_create(discord_new_id(discord), channel->id, WORLD_BOT_ID, "");
    note->type = 6;
    world_post(channel, note);
    event_message(discord, "MESSAGE_CREATE", note);
}

static void set_pin(struct sim_call *call, bool pinned)
{
    struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (!rest_may(call, channel, PERMISSION_PIN_MESSAGES))
        return;
    struct sim_message *message = rest_message(call, channel, call->ids[1]);
    if (!message)
        return;
    if (pinned && !message->pinned && world_pins(channel) >= WORLD_PINS_MOST) {
        rest_error(call, 400, 30003, "Maximum number of pins reached (50)");
        return;
    }
    bool changes = message->pinned != pinned;
    message->pinned = pinned;
    rest_no_content(call);
    if (changes)
        announce_pin(call->discord, channel, message);
}

void route_pin_put(struct sim_call *call)
{
    set_pin(call, true);
}

void route_pin_delete(struct sim_call *call)
{
    set_pin(call, false);
}

void route_pins_get(struct sim_call *call)
{
    const struct sim_channel *channel = rest_channel(call, call->ids[0]);
    if (!rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        return;
    jw_array(&call->out);
    for (const struct sim_message *m = history(call, channel); m; m = m->next)
        if (m->pinned)
            rest_answer_message(call, m);
    jw_array_end(&call->out);
}

/* The newer form of the same: {"items":[{"pinned_at","message"}],"has_more"}. */
void route_pins_page(struct sim_call *call)
{
    const struct sim_channel *channel = rest_channel(call, call->ids[0]);
    char time[RENDER_TIME_SIZE];
    if (!rest_may(call, channel, PERMISSION_VIEW_CHANNEL))
        return;
    jw_object(&call->out);
    jw_key(&call->out, "items");
    jw_array(&call->out);
    for (const struct sim_message *m = history(call, channel); m; m = m->next) {
        if (!m->pinned)
            continue;
        jw_object(&call->out);
        jw_member_string(&call->out, "pinned_at", render_time(world_id_time_ms(m->id), time, sizeof(time)));
        jw_key(&call->out, "message");
        rest_answer_message(call, m);
        jw_object_end(&call->out);
    }
    jw_array_end(&call->out);
    jw_member_bool(&call->out, "has_more", false);
    jw_object_end(&call->out);
}
