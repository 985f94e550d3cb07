/* How the bot answers an interaction: the first answer within 3 s, then edits and follow-ups by its token.
 * Answers change the pretend channel for real; ephemeral ones stay with the interaction. */
#include "clock.h"
#include "discord_events.h"
#include "discord_interactions.h"
#include "discord_rest.h"
#include "discord_routes.h"
#include "json_copy.h"
#include "loop.h"
#include "message_body.h"
#include "modal.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MOST (256 * 1024)

static void keep(struct sim_call *call, struct sim_interaction *interaction, char **list, size_t *count)
{
    interaction->told_ms = loop_now_ms(call->discord->loop) - interaction->created_ms;
    if (*count < ANSWERS_MOST)
        list[(*count)++] = json_copy_text(call->body, BODY_MOST);
}

/* A new message of the bot that answers the interaction; in the channel, or for the presser's eyes only. */
static struct sim_message *answer_message(struct sim_discord *discord, struct sim_interaction *interaction,
                                          const struct json_value *data, bool loading)
{
    struct sim_channel *channel = world_channel(discord->world, interaction->channel_id);
    struct sim_message *message =
        message_create(discord_new_id(discord), interaction->channel_id, WORLD_BOT_ID, "");
    message_body_apply(message, data);
    message->interaction_id = interaction->id;
    message->type = interaction->type == INTERACTION_COMMAND ? 20 : 0;
    if (loading)
        message->flags |= MESSAGE_LOADING;
    if (message->flags & MESSAGE_EPHEMERAL || !channel) {
        message->next = interaction->ephemerals;
        interaction->ephemerals = message;
    } else {
        world_post(channel, message);
        event_message(discord, "MESSAGE_CREATE", message);
    }
    return message;
}

static void change_message(struct sim_discord *discord, struct sim_message *message,
                           const struct json_value *body)
{
    bool was_loading = message->flags & MESSAGE_LOADING;
    message_body_apply(message, body);
    message->flags &= ~(uint32_t)MESSAGE_LOADING;
    if (!was_loading)
        message->edited_ms = clock_wall_ms();
    if (!(message->flags & MESSAGE_EPHEMERAL))
        event_message(discord, "MESSAGE_UPDATE", message);
}

/* May this kind of interaction be answered so? */
static void check_callback(const struct sim_interaction *interaction, int type, const struct json_value *data,
                           struct complaints *wrong)
{
    struct complaints of_data = {.prefix = "data"};
    switch (type) {
    case CALLBACK_MESSAGE:
        message_body_check(data, &of_data);
        break;
    case CALLBACK_DEFERRED_MESSAGE:
        break;
    case CALLBACK_DEFERRED_UPDATE:
    case CALLBACK_UPDATE:
        message_body_check(data, &of_data);
        if (!interaction->message_id)
            complain(&of_data, "", "", "INTERACTION_NO_MESSAGE", "There is no message to update");
        break;
    case CALLBACK_MODAL:
        modal_check(data, &of_data);
        if (interaction->type == INTERACTION_MODAL)
            complain(&of_data, "", "", "INTERACTION_MODAL_FROM_MODAL", "A modal cannot answer a modal");
        break;
    default:
        of_data.prefix = NULL;
        complain(&of_data, "", "type", "BASE_TYPE_CHOICES", "Value must be one of {4, 5, 6, 7, 9}.");
        break;
    }
    *wrong = of_data;
}

static void carry_out(struct sim_discord *discord, struct sim_interaction *interaction,
                      const struct json_value *data)
{
    struct sim_message *source = interaction_message(discord, interaction, interaction->message_id);
    switch (interaction->callback_type) {
    case CALLBACK_MESSAGE:
    case CALLBACK_DEFERRED_MESSAGE:
        interaction->original_id = answer_message(discord, interaction, data,
                                                  interaction->callback_type == CALLBACK_DEFERRED_MESSAGE)
                                       ->id;
        break;
    case CALLBACK_UPDATE:
        if (source)
            change_message(discord, source, data);
        interaction->original_id = interaction->message_id;
        break;
    case CALLBACK_DEFERRED_UPDATE:
        interaction->original_id = interaction->message_id;
        break;
    default:
        break;
    }
}

/* 200 with the interaction and what came of it, for ?with_response=1; else 204. */
static void answer_callback(struct sim_call *call, const struct sim_interaction *interaction)
{
    struct sim_message *message = interaction_message(call->discord, interaction, interaction->original_id);
    if (!rest_query_flag(call, "with_response")) {
        rest_no_content(call);
        return;
    }
    jw_object(&call->out);
    jw_key(&call->out, "interaction");
    jw_object(&call->out);
    jw_member_id(&call->out, "id", interaction->id);
    jw_member_int(&call->out, "type", interaction->type);
    if (message)
        jw_member_id(&call->out, "response_message_id", message->id);
    jw_member_bool(&call->out, "response_message_ephemeral", message && message->flags & MESSAGE_EPHEMERAL);
    jw_member_bool(&call->out, "response_message_loading", message && message->flags & MESSAGE_LOADING);
    jw_object_end(&call->out);
    jw_key(&call->out, "resource");
    jw_object(&call->out);
    jw_member_int(&call->out, "type", interaction->callback_type);
    if (message) {
        jw_key(&call->out, "message");
        rest_answer_message(call, message);
    }
    jw_object_end(&call->out);
    jw_object_end(&call->out);
}

static uint64_t age_ms(const struct sim_call *call, const struct sim_interaction *interaction)
{
    return loop_now_ms(call->discord->loop) - interaction->created_ms + interaction->aged_ms;
}

void route_callback(struct sim_call *call)
{
    struct sim_interaction *interaction = interaction_by_id(call->discord->interactions, call->ids[0]);
    if (!interaction || strcmp(interaction->token, call->token) != 0 ||
        (!interaction->acknowledged && age_ms(call, interaction) > ANSWER_WITHIN_MS)) {
        rest_error(call, 404, 10062, "Unknown interaction");
        return;
    }
    if (interaction->acknowledged) {
        rest_error(call, 400, 40060, "Interaction has already been acknowledged.");
        return;
    }
    int type = (int)json_int(json_get(call->body, "type"), 0);
    const struct json_value *data = json_get(call->body, "data");
    struct complaints wrong;
    check_callback(interaction, type, data, &wrong);
    if (wrong.count) {
        rest_refuse_all(call, &wrong);
        return;
    }
    if (type == CALLBACK_MESSAGE && message_body_is_empty(data)) {
        rest_error(call, 400, 50006, "Cannot send an empty message");
        return;
    }
    interaction->acknowledged = true;
    interaction->ack_ms = loop_now_ms(call->discord->loop) - interaction->created_ms;
    interaction->callback_type = type;
    interaction->callback = json_copy_text(call->body, BODY_MOST);
    carry_out(call->discord, interaction, data);
    answer_callback(call, interaction);
}

/* The interaction behind a webhook path; after NULL the answer is written. */
static struct sim_interaction *by_token(struct sim_call *call)
{
    struct sim_interaction *interaction = interaction_by_token(call->discord->interactions, call->token);
    if (!interaction || call->ids[0] != WORLD_APPLICATION_ID) {
        rest_error(call, 404, 10015, "Unknown Webhook");
        return NULL;
    }
    if (age_ms(call, interaction) > TOKEN_LIFE_MS) {
        rest_error(call, 401, 50027, "Invalid Webhook Token");
        return NULL;
    }
    if (!interaction->acknowledged) {
        rest_error(call, 404, 10015, "Unknown Webhook");
        return NULL;
    }
    return interaction;
}

void route_followup(struct sim_call *call)
{
    struct sim_interaction *interaction = by_token(call);
    if (!interaction || !rest_body_is_sound(call))
        return;
    if (message_body_is_empty(call->body)) {
        rest_error(call, 400, 50006, "Cannot send an empty message");
        return;
    }
    keep(call, interaction, interaction->followups, &interaction->followup_count);
    /* The first follow-up after a deferred answer takes its place. */
    struct sim_message *original = interaction_message(call->discord, interaction, interaction->original_id);
    if (original && original->flags & MESSAGE_LOADING)
        change_message(call->discord, original, call->body);
    else
        original = answer_message(call->discord, interaction, call->body, false);
    rest_answer_message(call, original);
}

static struct sim_message *answered(struct sim_call *call, struct sim_interaction **ret_interaction,
                                    bool original)
{
    *ret_interaction = by_token(call);
    if (!*ret_interaction)
        return NULL;
    struct sim_message *message = interaction_message(
        call->discord, *ret_interaction, original ? (*ret_interaction)->original_id : call->ids[1]);
    if (!message)
        rest_error(call, 404, 10008, "Unknown Message");
    return message;
}

static void get(struct sim_call *call, bool original)
{
    struct sim_interaction *interaction;
    const struct sim_message *message = answered(call, &interaction, original);
    if (message)
        rest_answer_message(call, message);
}

static void patch(struct sim_call *call, bool original)
{
    struct sim_interaction *interaction;
    struct sim_message *message = answered(call, &interaction, original);
    if (!message || !rest_body_is_sound(call))
        return;
    if (original)
        keep(call, interaction, interaction->edits, &interaction->edit_count);
    change_message(call->discord, message, call->body);
    rest_answer_message(call, message);
}

static void delete (struct sim_call *call, bool original)
{
    struct sim_interaction *interaction;
    struct sim_message *message = answered(call, &interaction, original);
    if (!message)
        return;
    uint64_t id = message->id, channel_id = message->channel_id;
    rest_no_content(call);
    for (struct sim_message **at = &interaction->ephemerals; *at; at = &(*at)->next) {
        if (*at == message) {
            *at = message->next;
            message_destroy(&message);
            return;
        }
    }
    world_delete_message(world_channel(call->discord->world, channel_id), message);
    event_message_deleted(call->discord, channel_id, id);
}

void route_original_get(struct sim_call *call)
{
    get(call, true);
}

void route_original_patch(struct sim_call *call)
{
    patch(call, true);
}

void route_original_delete(struct sim_call *call)
{
    delete (call, true);
}

void route_followup_get(struct sim_call *call)
{
    get(call, false);
}

void route_followup_patch(struct sim_call *call)
{
    patch(call, false);
}

void route_followup_delete(struct sim_call *call)
{
    delete (call, false);
}
