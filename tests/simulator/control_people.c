/* Control calls in which a person uses the bot: buttons, modals, slash commands; and what the bot answered. */
#include "control.h"

#include "discord_interactions.h"
#include "json_value.h"
#include "modal.h"
#include "render.h"
#include "world_permissions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA_MOST 65536

/* As the test wants them; else the user's own in the channel, and Manage Channels whoever it is. */
static uint64_t wanted_permissions(struct control_call *call, const struct sim_user *user,
                                   const struct sim_channel *channel)
{
    const struct json_value *said = json_get(call->body, "permissions");
    if (json_is_null(said))
        return permissions_of(call->discord->world, user, channel) | PERMISSION_MANAGE_CHANNELS;
    return control_permissions(said);
}

/* Who acts, by the body's user_id, permissions and roles; false with the answer written. */
static bool read_actor(struct control_call *call, const struct sim_channel *channel,
                       struct interaction_actor *ret_actor)
{
    const struct json_value *id = json_get(call->body, "user_id"), *roles = json_get(call->body, "roles");
    const struct sim_user *user =
        world_meet(call->discord->world, json_is_null(id) ? WORLD_STAFF_ID : json_id(id));
    if (!user) {
        control_refuse(call, "user_id: not a snowflake, or too many people");
        return false;
    }
    *ret_actor =
        (struct interaction_actor){.user = user, .permissions = wanted_permissions(call, user, channel)};
    memcpy(ret_actor->roles, user->roles, sizeof(ret_actor->roles));
    if (json_is_array(roles))
        for (size_t i = 0; i < WORLD_ROLES_MOST; i++)
            ret_actor->roles[i] = json_id(json_at(roles, i));
    return true;
}

static struct sim_channel *channel_of_body(struct control_call *call)
{
    struct sim_channel *channel =
        world_channel(call->discord->world, json_id(json_get(call->body, "channel_id")));
    if (!channel)
        control_unknown(call, "channel_id: no such channel");
    return channel;
}

/* Does the JSON text of a message's components hold this custom_id? */
static bool has_button(const struct sim_message *message, const char *custom_id)
{
    bool found = false;
    struct json_value *rows;
    if (err_is(json_parse(message->components, strlen(message->components), &rows)))
        return false;
    for (size_t i = 0; i < json_length(rows); i++) {
        const struct json_value *inside = json_get(json_at(rows, i), "components");
        for (size_t c = 0; c < json_length(inside); c++)
            found |= strcmp(json_text(json_get(json_at(inside, c), "custom_id"), ""), custom_id) == 0;
    }
    json_destroy(&rows);
    return found;
}

static uint64_t newest_with_button(const struct sim_channel *channel, const char *custom_id)
{
    uint64_t found = 0;
    for (const struct sim_message *m = channel->oldest; m; m = m->next)
        if (has_button(m, custom_id))
            found = m->id;
    return found;
}

static void start(struct control_call *call, enum interaction_type type, const struct sim_channel *channel,
                  uint64_t message_id, const struct buffer *data)
{
    struct interaction_actor actor;
    if (data->failed)
        control_refuse(call, "input is too long");
    else if (read_actor(call, channel, &actor))
        control_answer_id(
            call, "interaction_id",
            interaction_start(call->discord, type, channel, message_id, &actor, buffer_string(data))->id);
}

void control_press(struct control_call *call)
{
    const char *custom_id = json_text(json_get(call->body, "custom_id"), "");
    const struct sim_channel *channel = channel_of_body(call);
    if (!channel)
        return;
    uint64_t message_id = json_id(json_get(call->body, "message_id"));
    if (!message_id)
        message_id = newest_with_button(channel, custom_id);
    if (!message_id || !custom_id[0]) {
        control_unknown(call, "no message of that channel has this button");
        return;
    }
    struct buffer data;
    buffer_init(&data, DATA_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_string(&w, "custom_id", custom_id);
    jw_member_int(&w, "component_type", 2);
    jw_object_end(&w);
    start(call, INTERACTION_COMPONENT, channel, message_id, &data);
    buffer_free(&data);
}

/* The modal of that id which the bot opened last: its first input, and the message whose button opened it. */
struct opened_modal {
    uint64_t interaction_id, message_id;
    struct modal_input input;
};

static void look_at_callback(const struct sim_interaction *interaction, const char *custom_id,
                             struct opened_modal *modal)
{
    struct json_value *callback;
    if (err_is(json_parse(interaction->callback, strlen(interaction->callback), &callback)))
        return;
    if (strcmp(json_text(json_find(callback, "data.custom_id"), ""), custom_id) == 0) {
        modal->interaction_id = interaction->id;
        modal->message_id = interaction->message_id;
        modal->input = modal_first_input(json_get(callback, "data"));
    }
    json_destroy(&callback);
}

static struct opened_modal find_opened_modal(const struct sim_discord *discord, const char *custom_id)
{
    struct opened_modal modal = {.input = {.custom_id = "input"}};
    for (size_t i = 0; i < INTERACTIONS_MOST; i++) {
        const struct sim_interaction *interaction = interaction_at(discord->interactions, i);
        if (interaction->id > modal.interaction_id && interaction->callback_type == CALLBACK_MODAL &&
            interaction->callback)
            look_at_callback(interaction, custom_id, &modal);
    }
    return modal;
}

void control_modal(struct control_call *call)
{
    const char *custom_id = json_text(json_get(call->body, "custom_id"), "");
    const char *input_id = json_text(json_get(call->body, "input_id"), "");
    uint64_t message_id = json_id(json_get(call->body, "message_id"));
    const struct sim_channel *channel = channel_of_body(call);
    if (!channel)
        return;
    if (!custom_id[0]) {
        control_refuse(call, "custom_id: missing");
        return;
    }
    struct opened_modal modal = find_opened_modal(call->discord, custom_id);
    if (input_id[0])
        snprintf(modal.input.custom_id, sizeof(modal.input.custom_id), "%s", input_id);
    struct buffer data;
    buffer_init(&data, DATA_MOST);
    struct json_writer w = json_writer(&data);
    modal_write_answer(&w, custom_id, &modal.input, json_text(json_get(call->body, "input"), ""));
    start(call, INTERACTION_MODAL, channel, message_id ? message_id : modal.message_id, &data);
    buffer_free(&data);
}

static uint64_t command_id(const struct sim_discord *discord, const char *name)
{
    struct json_value *commands;
    uint64_t id = 0;
    if (err_is(json_parse(discord->commands, strlen(discord->commands), &commands)))
        return 0;
    for (size_t i = 0; i < json_length(commands); i++)
        if (strcmp(json_text(json_get(json_at(commands, i), "name"), ""), name) == 0)
            id = json_id(json_get(json_at(commands, i), "id"));
    json_destroy(&commands);
    return id;
}

void control_command(struct control_call *call)
{
    const char *name = json_text(json_get(call->body, "name"), "");
    const struct sim_channel *channel = channel_of_body(call);
    if (!channel)
        return;
    uint64_t id = command_id(call->discord, name);
    if (!id) {
        control_unknown(call, "name: the bot has registered no such command");
        return;
    }
    struct buffer data;
    buffer_init(&data, DATA_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_id(&w, "id", id);
    jw_member_string(&w, "name", name);
    jw_member_int(&w, "type", 1);
    jw_object_end(&w);
    start(call, INTERACTION_COMMAND, channel, 0, &data);
    buffer_free(&data);
}

static void write_texts(struct json_writer *w, const char *name, char *const *texts, size_t count)
{
    jw_key(w, name);
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        jw_raw(w, texts[i] ? texts[i] : "null", strlen(texts[i] ? texts[i] : "null"));
    jw_array_end(w);
}

static void write_answers(struct json_writer *w, struct sim_discord *discord,
                          const struct sim_interaction *interaction)
{
    const struct sim_message *original = interaction_message(discord, interaction, interaction->original_id);
    jw_key(w, "original");
    if (original)
        render_message(w, discord->world, original, (struct render_message_options){0});
    else
        jw_null(w);
    jw_key(w, "ephemeral");
    jw_array(w);
    for (const struct sim_message *m = interaction->ephemerals; m; m = m->next)
        render_message(w, discord->world, m, (struct render_message_options){0});
    jw_array_end(w);
}

void control_interaction(struct control_call *call)
{
    const struct sim_interaction *interaction = interaction_by_id(call->discord->interactions, call->id);
    struct json_writer *w = &call->out;
    if (!interaction) {
        control_unknown(call, "no such interaction");
        return;
    }
    jw_object(w);
    jw_member_id(w, "id", interaction->id);
    jw_member_bool(w, "acknowledged", interaction->acknowledged);
    jw_member_int(w, "ack_ms", (int64_t)interaction->ack_ms);
    jw_member_int(w, "told_ms", (int64_t)interaction->told_ms);
    jw_member_int(w, "callback_type", interaction->callback_type);
    jw_key(w, "callback");
    jw_raw(w, interaction->callback ? interaction->callback : "null",
           interaction->callback ? strlen(interaction->callback) : 4);
    write_texts(w, "edits", interaction->edits, interaction->edit_count);
    write_texts(w, "followups", interaction->followups, interaction->followup_count);
    write_answers(w, call->discord, interaction);
    jw_object_end(w);
}

/* As if it had begun so much earlier: its 3 s and its 15 minutes run out sooner. */
void control_interaction_age(struct control_call *call)
{
    struct sim_interaction *interaction = interaction_by_id(call->discord->interactions, call->id);
    int64_t older_ms = json_int(json_get(call->body, "older_ms"), 0);
    if (!interaction || older_ms < 0) {
        control_unknown(call, "no such interaction");
        return;
    }
    interaction->aged_ms += (uint64_t)older_ms;
}
