/* A set of guilds: few, so a list. Zeroed memory is an empty one. Embedded by its user. */
#ifndef VIGIE_GUILD_SET_H
#define VIGIE_GUILD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUILD_SET_MOST 2500 /* guilds of one shard (facts I10); one more is not added */

struct guild_set {
    uint64_t *guilds;
    size_t count, most;
};

void guild_set_free(struct guild_set *set);
void guild_set_add(struct guild_set *set, uint64_t guild_id);
void guild_set_remove(struct guild_set *set, uint64_t guild_id);
bool guild_set_has(const struct guild_set *set, uint64_t guild_id);

#endif
