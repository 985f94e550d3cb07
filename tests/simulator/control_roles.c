/* Control calls about roles and who has them: what the bot may do, and what it is told of it. */
#include "control.h"

#include "discord_events.h"
#include "json_value.h"

#include <stdio.h>

static void apply(struct sim_role *role, const struct json_value *body)
{
    const struct json_value *name = json_get(body, "name"), *permissions = json_get(body, "permissions");
    if (json_is_string(name))
        snprintf(role->name, sizeof(role->name), "%s", json_text(name, ""));
    if (!json_is_null(permissions))
        role->permissions = control_permissions(permissions);
}

void control_role_create(struct control_call *call)
{
    struct sim_role *role =
        world_add_role(call->discord->world, discord_new_id(call->discord), "nouveau rôle", 0);
    if (!role) {
        control_refuse(call, "too many roles");
        return;
    }
    apply(role, call->body);
    event_role(call->discord, "GUILD_ROLE_CREATE", role);
    control_answer_id(call, "id", role->id);
}

void control_role_change(struct control_call *call)
{
    struct sim_role *role = world_role(call->discord->world, call->id);
    if (!role) {
        control_unknown(call, "no such role");
        return;
    }
    apply(role, call->body);
    event_role(call->discord, "GUILD_ROLE_UPDATE", role);
    control_answer_id(call, "id", role->id);
}

void control_role_delete(struct control_call *call)
{
    if (!world_role(call->discord->world, call->id) || call->id == WORLD_GUILD_ID) {
        control_unknown(call, "no such role, or @everyone");
        return;
    }
    world_remove_role(call->discord->world, call->id);
    event_role_deleted(call->discord, call->id);
}

void control_members_join(struct control_call *call)
{
    int64_t count = json_int(json_get(call->body, "count"), 1), joined = 0;
    for (; joined < count; joined++) {
        const struct sim_user *user = world_meet(call->discord->world, discord_new_id(call->discord));
        if (!user)
            break;
        event_member(call->discord, "GUILD_MEMBER_ADD", user);
    }
    jw_object(&call->out);
    jw_member_int(&call->out, "joined", joined);
    jw_object_end(&call->out);
}

void control_member_change(struct control_call *call)
{
    struct sim_user *user = world_meet(call->discord->world, call->id);
    const struct json_value *roles = json_get(call->body, "roles");
    if (!user || !json_is_array(roles) || json_length(roles) > WORLD_ROLES_MOST) {
        control_refuse(call, "roles: an array of up to 8 ids; or too many people");
        return;
    }
    for (size_t i = 0; i < WORLD_ROLES_MOST; i++)
        user->roles[i] = json_id(json_at(roles, i));
    event_member(call->discord, "GUILD_MEMBER_UPDATE", user);
}
