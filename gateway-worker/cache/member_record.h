/* Members, as records of a store, by user and guild: how each is called there, and his roles.
 * https://discord.com/developers/docs/resources/guild#guild-member-object */
#ifndef VIGIE_MEMBER_RECORD_H
#define VIGIE_MEMBER_RECORD_H

#include "json_value.h"
#include "record_store.h"

/* Lives until the store is changed. */
struct cached_member {
    const char *name; /* as the guild sees it: nickname, display name or user name */
    const uint64_t *roles;
    size_t role_count;
    bool roles_known;
};

/* A member object of Discord's; `user` where it names none itself (a message's author stands beside it). */
void member_put(struct record_store *members, uint64_t guild_id, const struct json_value *member,
                const struct json_value *user);
bool member_find(struct record_store *members, uint64_t guild_id, uint64_t user_id,
                 struct cached_member *ret_member);

#endif
