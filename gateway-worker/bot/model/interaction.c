/* Reads interactions from events and from the state of a predecessor, and writes them for a successor. */
#include "interaction.h"

#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN_MAX       512
#define INPUT_DEPTH     6
#define ADMINISTRATOR   0x8u
#define MANAGE_CHANNELS 0x10u

static bool may_validate(const struct json_value *member, uint64_t role_id)
{
    if (role_id == 0)
        return (strtoull(json_text(json_get(member, "permissions"), "0"), NULL, 10) &
                (ADMINISTRATOR | MANAGE_CHANNELS)) != 0;
    const struct json_value *roles = json_get(member, "roles");
    for (size_t i = 0; i < json_length(roles); i++)
        if (json_id(json_at(roles, i)) == role_id)
            return true;
    return false;
}

/* The token becomes part of a path: nothing in it may end that path's segment. */
static bool token_is_safe(const char *token)
{
    static const char SAFE[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~=+:";
    size_t length = strlen(token);
    return length > 0 && length <= TOKEN_MAX && strspn(token, SAFE) == length;
}

/* The value of a modal's first text input, wherever it stands: in an action row (`components`) or a label
 * (`component`). */
static const char *first_input(const struct json_value *component, int depth)
{
    const char *value = json_text(json_get(component, "value"), NULL);
    if (value || depth == 0)
        return value;
    const struct json_value *inner = json_get(component, "component");
    if (inner)
        return first_input(inner, depth - 1);
    const struct json_value *children = json_get(component, "components");
    for (size_t i = 0; i < json_length(children) && !value; i++)
        value = first_input(json_at(children, i), depth - 1);
    return value;
}

struct err interaction_read(struct interaction *ret, const struct json_value *data, uint64_t role_id)
{
    const struct json_value *member = json_get(data, "member"), *inside = json_get(data, "data");
    const char *token = json_text(json_get(data, "token"), "");
    const char *custom_id = json_text(json_get(inside, "custom_id"), NULL);
    const char *input = first_input(inside, INPUT_DEPTH);
    uint64_t user = json_id(json_find(member, "user.id"));
    struct interaction read = {
        .id = json_id(json_get(data, "id")),
        .application_id = json_id(json_get(data, "application_id")),
        .guild_id = json_id(json_get(data, "guild_id")),
        .channel_id = json_id(json_get(data, "channel_id")),
        .user_id = user ? user : json_id(json_find(data, "user.id")),
        .message_id = json_id(json_find(data, "message.id")),
        .type = (int)json_int(json_get(data, "type"), 0),
        .channel_type = (int)json_int(json_find(data, "channel.type"), -1),
        .allowed = may_validate(member, role_id),
    };
    if (!read.id || !read.application_id || !read.user_id || !token_is_safe(token))
        return err_make(ERR_SYNTAX, "interaction.read", read.type);
    read.token = text_copy(token);
    read.name = text_copy(custom_id ? custom_id : json_text(json_get(inside, "name"), ""));
    read.input = text_copy(input ? input : "");
    read.channel_name = text_copy(json_text(json_find(data, "channel.name"), ""));
    *ret = read;
    return ERR_OK;
}

void interaction_write(const struct interaction *interaction, struct json_writer *w)
{
    jw_object(w);
    jw_member_id(w, "id", interaction->id);
    jw_member_id(w, "application", interaction->application_id);
    jw_member_id(w, "guild", interaction->guild_id);
    jw_member_id(w, "channel", interaction->channel_id);
    jw_member_id(w, "user", interaction->user_id);
    jw_member_id(w, "message", interaction->message_id);
    jw_member_int(w, "type", interaction->type);
    jw_member_string(w, "token", interaction->token);
    jw_member_string(w, "input", interaction->input);
    jw_object_end(w);
}

struct err interaction_restore(struct interaction *ret, const struct json_value *written)
{
    const char *token = json_text(json_get(written, "token"), "");
    struct interaction read = {
        .id = json_id(json_get(written, "id")),
        .application_id = json_id(json_get(written, "application")),
        .guild_id = json_id(json_get(written, "guild")),
        .channel_id = json_id(json_get(written, "channel")),
        .user_id = json_id(json_get(written, "user")),
        .message_id = json_id(json_get(written, "message")),
        .type = (int)json_int(json_get(written, "type"), 0),
        .channel_type = -1,
        .allowed = true,
    };
    if (!read.id || !read.application_id || !read.user_id || !token_is_safe(token))
        return err_make(ERR_SYNTAX, "interaction.restore", read.type);
    read.token = text_copy(token);
    read.name = text_copy("");
    read.input = text_copy(json_text(json_get(written, "input"), ""));
    read.channel_name = text_copy("");
    *ret = read;
    return ERR_OK;
}

void interaction_free(struct interaction *interaction)
{
    free(interaction->token);
    free(interaction->name);
    free(interaction->input);
    free(interaction->channel_name);
    *interaction = (struct interaction){0};
}
