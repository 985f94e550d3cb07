/* Who may do what with one file, as Drive keeps it. Pure. Zero it to begin; nothing to free.
 * https://developers.google.com/drive/api/reference/rest/v3/permissions */
#ifndef VIGIE_SIM_SHARING_H
#define VIGIE_SIM_SHARING_H

#include "json_value.h"
#include "json_writer.h"

enum role { ROLE_NONE, ROLE_READER, ROLE_COMMENTER, ROLE_WRITER, ROLE_OWNER };

enum { PERMISSIONS_MOST = 50, PERMISSION_WHO = 200 };

struct sharing {
    struct permission {
        unsigned id;
        char type[8];             /* user, group, domain, anyone */
        char who[PERMISSION_WHO]; /* the address or the domain, "" for anyone */
        enum role role;
    } list[PERMISSIONS_MOST];
    size_t count;
    unsigned last_id;
};

/* ROLE_NONE takes the permission away. False: PERMISSIONS_MOST are there. */
bool sharing_set(struct sharing *p, const char *type, const char *who, enum role role);
/* What this account may do, by its own permission or by that of anyone; `email` "": a stranger. */
enum role sharing_of(const struct sharing *p, const char *email);

/* From {"type","role","emailAddress"|"domain"}; NULL, or what is wrong with it. */
const char *sharing_read(struct sharing *p, const struct json_value *v, struct permission **ret);
/* Text of a role, or of a member of a Permission. ROLE_NONE: unknown. */
enum role sharing_role(const char *word);
/* NULL: there is none of this id. */
struct permission *sharing_find(struct sharing *p, const char *id);
void permission_write(const struct permission *one, struct json_writer *w);

#endif
