/* The permissions, then the name. */
#include "role_record.h"

#include "permission_bits.h"

#include <string.h>

#define NAME_MOST 400 /* 100 characters */

struct role {
    uint64_t permissions;
    char name[NAME_MOST + 1];
};

void role_put(struct record_store *roles, uint64_t guild_id, const struct json_value *role)
{
    const char *name = json_text(json_get(role, "name"), "");
    uint64_t id = json_id(json_get(role, "id"));
    size_t length = strnlen(name, NAME_MOST);
    struct role put = {.permissions = permission_bits(json_get(role, "permissions"))};
    memcpy(put.name, name, length);
    if (id)
        (void)record_store_put(roles, id, guild_id, &put, offsetof(struct role, name) + length + 1);
}

bool role_find(struct record_store *roles, uint64_t guild_id, uint64_t role_id, struct cached_role *ret_role)
{
    const struct record *record = record_store_find(roles, role_id, guild_id);
    if (!record)
        return false;
    const struct role *role = (const struct role *)(const void *)record->bytes;
    *ret_role = (struct cached_role){role->permissions, role->name};
    return true;
}

void role_remove(struct record_store *roles, uint64_t guild_id, uint64_t role_id)
{
    record_store_remove(roles, role_id, guild_id);
}

void role_put_all(struct record_store *roles, uint64_t guild_id, const struct json_value *array)
{
    for (size_t i = 0; i < json_length(array); i++)
        role_put(roles, guild_id, json_at(array, i));
}
