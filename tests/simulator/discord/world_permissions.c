/* Roles add up; then the channel's overwrites take and give: of @everyone, of the roles together, of the
 * member. */
#include "world_permissions.h"

static bool has_role(const struct sim_user *user, uint64_t id)
{
    for (size_t i = 0; i < WORLD_ROLES_MOST && user->roles[i]; i++)
        if (user->roles[i] == id)
            return true;
    return false;
}

static uint64_t in_guild(struct sim_world *world, const struct sim_user *user)
{
    uint64_t all = 0;
    for (size_t i = 0; i < world->role_count; i++)
        if (world->roles[i].id == WORLD_GUILD_ID || has_role(user, world->roles[i].id))
            all |= world->roles[i].permissions;
    return user->id == WORLD_STAFF_ID || all & PERMISSION_ADMINISTRATOR ? PERMISSIONS_ALL : all;
}

enum step { OF_EVERYONE, OF_ROLES, OF_MEMBER, STEPS };

static enum step step_of(const struct sim_overwrite *overwrite)
{
    if (overwrite->is_member)
        return OF_MEMBER;
    return overwrite->id == WORLD_GUILD_ID ? OF_EVERYONE : OF_ROLES;
}

static bool concerns(const struct sim_overwrite *overwrite, const struct sim_user *user)
{
    if (overwrite->is_member)
        return overwrite->id == user->id;
    return overwrite->id == WORLD_GUILD_ID || has_role(user, overwrite->id);
}

uint64_t permissions_of(struct sim_world *world, const struct sim_user *user,
                        const struct sim_channel *channel)
{
    uint64_t permissions = in_guild(world, user);
    if (!channel || permissions == PERMISSIONS_ALL)
        return permissions;
    for (enum step step = OF_EVERYONE; step < STEPS; step++) {
        uint64_t allow = 0, deny = 0;
        for (size_t i = 0; i < channel->overwrite_count; i++) {
            const struct sim_overwrite *overwrite = &channel->overwrites[i];
            if (step_of(overwrite) == step && concerns(overwrite, user)) {
                allow |= overwrite->allow;
                deny |= overwrite->deny;
            }
        }
        permissions = (permissions & ~deny) | allow;
    }
    /* Without the channel itself nothing in it is permitted. */
    return permissions & PERMISSION_VIEW_CHANNEL ? permissions : 0;
}
