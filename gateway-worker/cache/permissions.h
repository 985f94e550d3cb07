/* What a member may do in a channel, as far as the caches know, and why not. Only ever advice: what is not
 * known counts as allowed, and Discord decides. Pure.
 * https://discord.com/developers/docs/topics/permissions#permission-overwrites */
#ifndef VIGIE_PERMISSIONS_H
#define VIGIE_PERMISSIONS_H

#include "caches.h"

enum permission {
#define PERMISSION(id, bit, name) PERMISSION_##id,
#include "permissions.def"
#undef PERMISSION
    PERMISSIONS
};

const char *permission_name(enum permission permission); /* French */

enum permission_why {
    PERMISSION_HELD,
    PERMISSION_UNKNOWN,            /* something that decides it is not cached */
    PERMISSION_NOT_GIVEN,          /* by none of the member's roles */
    PERMISSION_DENIED_TO_EVERYONE, /* in this channel, here and below */
    PERMISSION_DENIED_TO_ROLE,
    PERMISSION_DENIED_TO_MEMBER,
};

struct permission_verdict {
    enum permission_why why;
    uint64_t role_id; /* DENIED_TO_ROLE: which */
};

struct permission_verdict permission_of(struct caches *caches, uint64_t user_id, uint64_t channel_id,
                                        enum permission permission);

#endif
