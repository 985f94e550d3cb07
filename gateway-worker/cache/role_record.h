/* Roles, as records of a store, by role and guild. @everyone is the role with the guild's own id.
 * https://discord.com/developers/docs/topics/permissions#role-object */
#ifndef VIGIE_ROLE_RECORD_H
#define VIGIE_ROLE_RECORD_H

#include "json_value.h"
#include "record_store.h"

/* Lives until the store is changed. */
struct cached_role {
    uint64_t permissions;
    const char *name;
};

/* A role object of Discord's. */
void role_put(struct record_store *roles, uint64_t guild_id, const struct json_value *role);
bool role_find(struct record_store *roles, uint64_t guild_id, uint64_t role_id, struct cached_role *ret_role);
/* An array of them: all of a guild's. */
void role_put_all(struct record_store *roles, uint64_t guild_id, const struct json_value *array);
void role_remove(struct record_store *roles, uint64_t guild_id, uint64_t role_id);

#endif
