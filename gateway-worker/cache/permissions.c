/* One permission at a time: what the roles give, then what the channel takes and gives again, to everyone, to
 * the roles together, to the member. */
#include "permissions.h"

#include "member_record.h"
#include "role_record.h"

#define ADMINISTRATOR (UINT64_C(1) << 3)

static const struct {
    uint64_t bit;
    const char *name;
} ROWS[PERMISSIONS] = {
#define PERMISSION(id, bit, name) [PERMISSION_##id] = {UINT64_C(1) << (bit), name},
#include "permissions.def"
#undef PERMISSION
};

const char *permission_name(enum permission permission)
{
    return ROWS[permission].name;
}

/* What roles give: the bits of all that are known. */
struct given {
    uint64_t bits;
    bool all_known;
};

static struct given given_by_roles(struct caches *caches, uint64_t guild_id,
                                   const struct cached_member *member)
{
    struct cached_role role;
    struct given given = {.all_known = true};
    for (size_t i = 0; i <= member->role_count; i++) {
        uint64_t id = i < member->role_count ? member->roles[i] : guild_id; /* @everyone */
        if (role_find(caches->roles, guild_id, id, &role))
            given.bits |= role.permissions;
        else
            given.all_known = false;
    }
    return given;
}

static bool has_role(const struct cached_member *member, uint64_t role_id)
{
    for (size_t i = 0; i < member->role_count; i++)
        if (member->roles[i] == role_id)
            return true;
    return false;
}

static const struct overwrite *overwrite_for(const struct cached_channel *channel, uint64_t id)
{
    for (size_t i = 0; i < channel->overwrite_count; i++)
        if (channel->overwrites[i].id == id)
            return &channel->overwrites[i];
    return NULL;
}

static struct permission_verdict apply(struct permission_verdict verdict, const struct overwrite *overwrite,
                                       uint64_t bit, enum permission_why denied)
{
    if (overwrite && overwrite->allow & bit)
        return (struct permission_verdict){.why = PERMISSION_HELD};
    if (overwrite && overwrite->deny & bit)
        return (struct permission_verdict){.why = denied};
    return verdict;
}

/* One role that allows outweighs all that deny. */
static struct permission_verdict apply_roles(struct permission_verdict verdict,
                                             const struct cached_channel *channel,
                                             const struct cached_member *member, uint64_t bit)
{
    bool allowed = false;
    for (size_t i = 0; i < channel->overwrite_count; i++) {
        const struct overwrite *overwrite = &channel->overwrites[i];
        if (overwrite->id == channel->guild_id || !has_role(member, overwrite->id))
            continue;
        allowed |= (overwrite->allow & bit) != 0;
        if (overwrite->deny & bit)
            verdict = (struct permission_verdict){PERMISSION_DENIED_TO_ROLE, overwrite->id};
    }
    return allowed ? (struct permission_verdict){.why = PERMISSION_HELD} : verdict;
}

struct permission_verdict permission_of(struct caches *caches, uint64_t user_id, uint64_t channel_id,
                                        enum permission permission)
{
    struct permission_verdict verdict = {.why = PERMISSION_UNKNOWN};
    struct cached_channel channel;
    struct cached_member member;
    uint64_t bit = ROWS[permission].bit;
    if (!channel_cache_find(caches->channels, channel_id, &channel) || !channel.overwrites_known ||
        !member_find(caches->members, channel.guild_id, user_id, &member) || !member.roles_known)
        return verdict;
    struct given given = given_by_roles(caches, channel.guild_id, &member);
    if (given.bits & ADMINISTRATOR) {
        verdict.why = PERMISSION_HELD;
        return verdict;
    }
    if (!given.all_known)
        return verdict;
    verdict.why = given.bits & bit ? PERMISSION_HELD : PERMISSION_NOT_GIVEN;
    verdict = apply(verdict, overwrite_for(&channel, channel.guild_id), bit, PERMISSION_DENIED_TO_EVERYONE);
    verdict = apply_roles(verdict, &channel, &member, bit);
    return apply(verdict, overwrite_for(&channel, user_id), bit, PERMISSION_DENIED_TO_MEMBER);
}
