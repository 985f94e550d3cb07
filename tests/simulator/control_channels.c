/* Control calls about channels and what people write in them. */
#include "control.h"

#include "discord_events.h"
#include "json_value.h"

#include <stdio.h>
#include <string.h>

static void write_message(struct json_writer *w, const struct sim_discord *discord,
                          const struct sim_message *message)
{
    const struct sim_user *author = world_user(discord->world, message->author_id);
    jw_object(w);
    jw_member_id(w, "id", message->id);
    jw_key(w, "author");
    jw_object(w);
    jw_member_id(w, "id", message->author_id);
    jw_member_string(w, "username", author ? author->name : "inconnu");
    jw_member_bool(w, "bot", author && author->bot);
    jw_object_end(w);
    jw_member_int(w, "type", message->type);
    jw_member_string(w, "content", message->content);
    jw_key(w, "embeds");
    jw_raw(w, message->embeds, strlen(message->embeds));
    jw_key(w, "components");
    jw_raw(w, message->components, strlen(message->components));
    jw_member_int(w, "flags", message->flags);
    jw_member_bool(w, "pinned", message->pinned);
    jw_member_bool(w, "edited", message->edited_ms != 0);
    jw_object_end(w);
}

void control_channels(struct control_call *call)
{
    const struct sim_world *world = call->discord->world;
    jw_array(&call->out);
    for (size_t i = 0; i < world->channel_count; i++) {
        jw_object(&call->out);
        jw_member_id(&call->out, "id", world->channels[i]->id);
        jw_member_string(&call->out, "name", world->channels[i]->name);
        jw_key(&call->out, "messages");
        jw_array(&call->out);
        for (const struct sim_message *m = world->channels[i]->oldest; m; m = m->next)
            write_message(&call->out, call->discord, m);
        jw_array_end(&call->out);
        jw_object_end(&call->out);
    }
    jw_array_end(&call->out);
}

static const char *channel_name(struct control_call *call)
{
    const char *name = json_text(json_get(call->body, "name"), "");
    if (name[0] && strlen(name) < sizeof(call->discord->world->channels[0]->name))
        return name;
    control_refuse(call, "name: 1 to 100 characters");
    return NULL;
}

void control_channel_create(struct control_call *call)
{
    const char *name = channel_name(call);
    if (!name)
        return;
    const struct sim_channel *channel =
        discord_open_channel(call->discord, name, json_id(json_get(call->body, "owner_id")));
    if (channel)
        control_answer_id(call, "id", channel->id);
    else
        control_refuse(call, "too many channels");
}

static struct sim_channel *channel_of_path(struct control_call *call)
{
    struct sim_channel *channel = world_channel(call->discord->world, call->id);
    if (!channel)
        control_unknown(call, "no such channel");
    return channel;
}

static void set_overwrites(struct sim_channel *channel, const struct json_value *list)
{
    channel->overwrite_count = 0;
    for (size_t i = 0; i < json_length(list) && i < OVERWRITES_MOST; i++) {
        const struct json_value *v = json_at(list, i);
        channel->overwrites[channel->overwrite_count++] =
            (struct sim_overwrite){.id = json_id(json_get(v, "id")),
                                   .is_member = json_int(json_get(v, "type"), 0) == 1,
                                   .allow = control_permissions(json_get(v, "allow")),
                                   .deny = control_permissions(json_get(v, "deny"))};
    }
}

void control_channel_change(struct control_call *call)
{
    struct sim_channel *channel = channel_of_path(call);
    const struct json_value *overwrites = json_get(call->body, "permission_overwrites");
    if (!channel)
        return;
    const char *name =
        json_is_array(overwrites) && !json_get(call->body, "name") ? channel->name : channel_name(call);
    if (!name)
        return;
    if (name != channel->name)
        snprintf(channel->name, sizeof(channel->name), "%s", name);
    if (json_is_array(overwrites))
        set_overwrites(channel, overwrites);
    event_channel(call->discord, "CHANNEL_UPDATE", channel);
    control_answer_id(call, "id", channel->id);
}

void control_channel_delete(struct control_call *call)
{
    struct sim_channel *channel = channel_of_path(call);
    if (!channel)
        return;
    event_channel(call->discord, "CHANNEL_DELETE", channel);
    world_remove_channel(call->discord->world, channel);
}

void control_message(struct control_call *call)
{
    uint64_t author = json_id(json_get(call->body, "author_id"));
    const char *content = json_text(json_get(call->body, "content"), "");
    struct sim_channel *channel =
        world_channel(call->discord->world, json_id(json_get(call->body, "channel_id")));
    if (!channel) {
        control_unknown(call, "channel_id: no such channel");
        return;
    }
    if (!content[0] || !world_meet(call->discord->world, author ? author : WORLD_PLAYER_ID)) {
        control_refuse(call, content[0] ? "author_id: too many people" : "content: missing");
        return;
    }
    struct sim_message *message = message_create(discord_new_id(call->discord), channel->id,
                                                 author ? author : WORLD_PLAYER_ID, content);
    uint64_t id = message->id;
    world_post(channel, message);
    event_message(call->discord, "MESSAGE_CREATE", message);
    control_answer_id(call, "id", id);
}
