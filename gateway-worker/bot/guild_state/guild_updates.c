/* Puts the objects of events into the caches of guilds; events of permissions hurry the retry queue. */
#include "guild_updates.h"

#include "caches.h"
#include "member_record.h"
#include "role_record.h"
#include "validation_role.h"

void guild_updates_create(struct bot_context *bot, const struct json_value *guild)
{
    uint64_t id = json_id(json_get(guild, "id"));
    const struct json_value *members = json_get(guild, "members");
    if (!id || json_bool(json_get(guild, "unavailable"), false))
        return;
    channel_cache_put_guild(bot->channels, id, json_get(guild, "channels"));
    role_put_all(bot->caches->roles, id, json_get(guild, "roles"));
    validation_role_guild(bot, id, json_get(guild, "roles"));
    for (size_t i = 0; i < json_length(members); i++)
        member_put(bot->caches->members, id, json_at(members, i), NULL);
}

void guild_updates_delete(struct bot_context *bot, const struct json_value *guild)
{
    uint64_t id = json_id(json_get(guild, "id"));
    if (json_bool(json_get(guild, "unavailable"), false)) /* an outage: it comes back (facts I8) */
        return;
    caches_forget_guild(bot->caches, id);
    validation_role_guild_gone(bot, id);
}

void guild_updates_role(struct bot_context *bot, const struct json_value *event)
{
    uint64_t guild_id = json_id(json_get(event, "guild_id"));
    role_put(bot->caches->roles, guild_id, json_get(event, "role"));
    validation_role_put(bot, guild_id, json_id(json_find(event, "role.id")));
    retry_queue_hurry(&bot->retry_queue, 0);
}

void guild_updates_role_delete(struct bot_context *bot, const struct json_value *event)
{
    uint64_t guild_id = json_id(json_get(event, "guild_id")), role_id = json_id(json_get(event, "role_id"));
    role_remove(bot->caches->roles, guild_id, role_id);
    validation_role_removed(bot, guild_id, role_id);
    retry_queue_hurry(&bot->retry_queue, 0);
}

void guild_updates_member(struct bot_context *bot, const struct json_value *member)
{
    member_put(bot->caches->members, json_id(json_get(member, "guild_id")), member, NULL);
    if (json_id(json_find(member, "user.id")) == bot->own_id)
        retry_queue_hurry(&bot->retry_queue, 0);
}

void guild_updates_interaction(struct bot_context *bot, const struct json_value *interaction)
{
    const struct json_value *member = json_get(interaction, "member");
    if (json_is_object(member))
        member_put(bot->caches->members, json_id(json_get(interaction, "guild_id")), member, NULL);
}

const char *guild_updates_member_name(struct bot_context *bot, uint64_t guild_id, uint64_t user_id)
{
    struct cached_member member;
    return member_find(bot->caches->members, guild_id, user_id, &member) ? member.name : "";
}
