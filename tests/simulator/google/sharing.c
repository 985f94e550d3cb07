/* Permissions of a file. */
#include "sharing.h"

#include "array_len.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const roles[] = {[ROLE_NONE] = "",
                                    [ROLE_READER] = "reader",
                                    [ROLE_COMMENTER] = "commenter",
                                    [ROLE_WRITER] = "writer",
                                    [ROLE_OWNER] = "owner"};

enum role sharing_role(const char *word)
{
    for (size_t i = ROLE_READER; i < ARRAY_LEN(roles); i++)
        if (strcmp(word, roles[i]) == 0)
            return (enum role)i;
    return ROLE_NONE;
}

static struct permission *find_who(struct sharing *p, const char *type, const char *who)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->list[i].type, type) == 0 && strcasecmp(p->list[i].who, who) == 0)
            return &p->list[i];
    return NULL;
}

bool sharing_set(struct sharing *p, const char *type, const char *who, enum role role)
{
    struct permission *one = find_who(p, type, who);
    if (!one && role == ROLE_NONE)
        return true;
    if (one && role == ROLE_NONE) {
        *one = p->list[--p->count];
        return true;
    }
    if (!one && p->count == PERMISSIONS_MOST)
        return false;
    if (!one) {
        one = &p->list[p->count++];
        *one = (struct permission){.id = ++p->last_id};
        snprintf(one->type, sizeof one->type, "%s", type);
        snprintf(one->who, sizeof one->who, "%s", who);
    }
    one->role = role;
    return true;
}

enum role sharing_of(const struct sharing *p, const char *email)
{
    enum role best = ROLE_NONE;
    for (size_t i = 0; i < p->count; i++) {
        bool theirs =
            strcmp(p->list[i].type, "anyone") == 0 || (email[0] && strcasecmp(p->list[i].who, email) == 0);
        if (theirs && p->list[i].role > best)
            best = p->list[i].role;
    }
    return best;
}

const char *sharing_read(struct sharing *p, const struct json_value *v, struct permission **ret)
{
    static const char *const types[] = {"user", "group", "domain", "anyone"};
    const char *type = json_text(json_get(v, "type"), "");
    const char *who = json_text(json_get(v, strcmp(type, "domain") == 0 ? "domain" : "emailAddress"), "");
    enum role role = sharing_role(json_text(json_get(v, "role"), ""));
    bool known = false, anyone = strcmp(type, "anyone") == 0;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        known |= strcmp(type, types[i]) == 0;
    if (!known)
        return "The permission type field is required.";
    if (role == ROLE_NONE)
        return "The permission role field is required.";
    if (!anyone && (!who[0] || strlen(who) >= PERMISSION_WHO))
        return "The specified emailAddress is invalid or not applicable for the given permission type.";
    if (!sharing_set(p, type, anyone ? "" : who, role))
        return "The shared item has too many permissions.";
    *ret = find_who(p, type, anyone ? "" : who);
    return NULL;
}

struct permission *sharing_find(struct sharing *p, const char *id)
{
    char text[24];
    for (size_t i = 0; i < p->count; i++) {
        snprintf(text, sizeof text, "%u", p->list[i].id);
        if (strcmp(id, text) == 0 ||
            (strcmp(id, "anyoneWithLink") == 0 && strcmp(p->list[i].type, "anyone") == 0))
            return &p->list[i];
    }
    return NULL;
}

void permission_write(const struct permission *one, struct json_writer *w)
{
    char id[24];
    bool anyone = strcmp(one->type, "anyone") == 0;
    snprintf(id, sizeof id, "%u", one->id);
    jw_object(w);
    jw_member_string(w, "kind", "drive#permission");
    jw_member_string(w, "id", anyone ? "anyoneWithLink" : id);
    jw_member_string(w, "type", one->type);
    if (!anyone)
        jw_member_string(w, strcmp(one->type, "domain") == 0 ? "domain" : "emailAddress", one->who);
    jw_member_string(w, "role", roles[one->role]);
    jw_object_end(w);
}
