/* Who may do what in the guild and in one of its channels.
 * https://discord.com/developers/docs/topics/permissions#permission-hierarchy. Pure. */
#ifndef VIGIE_SIM_PERMISSIONS_H
#define VIGIE_SIM_PERMISSIONS_H

#include "world.h"

/* https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
enum permission {
    PERMISSION_ADMINISTRATOR = 1 << 3,
    PERMISSION_MANAGE_CHANNELS = 1 << 4,
    PERMISSION_ADD_REACTIONS = 1 << 6,
    PERMISSION_VIEW_CHANNEL = 1 << 10,
    PERMISSION_SEND_MESSAGES = 1 << 11,
    PERMISSION_MANAGE_MESSAGES = 1 << 13,
    PERMISSION_EMBED_LINKS = 1 << 14,
    PERMISSION_READ_HISTORY = 1 << 16,
    PERMISSION_MANAGE_ROLES = 1 << 28,
};
/* Beyond an enum's int. Alone decides about pins since 2026-02-23. */
#define PERMISSION_PIN_MESSAGES (UINT64_C(1) << 51)
#define PERMISSIONS_ALL         ((UINT64_C(1) << 53) - 1)

/* The member's permissions in the channel, NULL: in the guild. The owner and administrators have all. */
uint64_t permissions_of(struct sim_world *world, const struct sim_user *user,
                        const struct sim_channel *channel);

#endif
