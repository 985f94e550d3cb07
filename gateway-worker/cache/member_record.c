/* The roles, which have to be aligned; the name with its NUL; one byte that counts the roles. */
#include "member_record.h"

#include <string.h>

#define ROLES_MOST    200 /* a guild may have 250; who has more of them is called "not known" */
#define ROLES_UNKNOWN 255
#define NAME_MOST     128 /* 32 characters */

#define MEMBER_MOST (ROLES_MOST * sizeof(uint64_t) + NAME_MOST + 2)
_Static_assert(MEMBER_MOST <= RECORD_BYTES_MOST, "the largest member is a record");

static const char *name_of(const struct json_value *member, const struct json_value *user)
{
    const char *name = json_text(json_get(member, "nick"), NULL);
    if (!name)
        name = json_text(json_get(user, "global_name"), NULL);
    return name ? name : json_text(json_get(user, "username"), "");
}

void member_put(struct record_store *members, uint64_t guild_id, const struct json_value *member,
                const struct json_value *user)
{
    union {
        uint64_t roles[ROLES_MOST];
        char bytes[MEMBER_MOST];
    } record;
    const struct json_value *own_user = json_get(member, "user"), *roles = json_get(member, "roles");
    user = own_user ? own_user : user;
    uint64_t id = json_id(json_get(user, "id"));
    const char *name = name_of(member, user);
    size_t count = json_length(roles), length = strnlen(name, NAME_MOST);
    bool known = json_is_array(roles) && count <= ROLES_MOST;
    if (!id || !guild_id)
        return;
    for (size_t i = 0; known && i < count; i++)
        record.roles[i] = json_id(json_at(roles, i));
    size_t at = known ? count * sizeof(uint64_t) : 0;
    memcpy(record.bytes + at, name, length);
    record.bytes[at + length] = '\0';
    ((unsigned char *)record.bytes)[at + length + 1] = (unsigned char)(known ? count : ROLES_UNKNOWN);
    (void)record_store_put(members, id, guild_id, record.bytes, at + length + 2);
}

bool member_find(struct record_store *members, uint64_t guild_id, uint64_t user_id,
                 struct cached_member *ret_member)
{
    const struct record *record = record_store_find(members, user_id, guild_id);
    if (!record)
        return false;
    unsigned count = record->bytes[record->length - 1];
    bool known = count != ROLES_UNKNOWN;
    *ret_member = (struct cached_member){
        .name = (const char *)record->bytes + (known ? count * sizeof(uint64_t) : 0),
        .roles = (const uint64_t *)(const void *)record->bytes,
        .role_count = known ? count : 0,
        .roles_known = known,
    };
    return true;
}
