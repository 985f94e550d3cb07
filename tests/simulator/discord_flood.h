/* Many raw events at once (POST /control/dispatch): sent as fast as the connections take them, a share on
 * each turn of the loop, so that neither memory nor anyone else's call waits for a million of them. */
#ifndef VIGIE_SIM_DISCORD_FLOOD_H
#define VIGIE_SIM_DISCORD_FLOOD_H

#include "discord.h"

#define FLOODS_MOST      8  /* that may wait one behind the other */
#define FLOOD_KINDS_MOST 32 /* mixed in one */

/* One kind of event in a flood: so many `share` of the sum of all shares. */
struct flood_kind {
    char type[64];
    char *data; /* JSON, malloc'ed */
    unsigned share;
};

struct sim_flood;
struct sim_flood *flood_create(struct sim_discord *discord);
void flood_destroy(struct sim_flood **flood);
void flood_reset(struct sim_flood *flood);

/* `count` events of these kinds, mixed by their shares (each at least 1) in an order that is always the same,
 * to all sessions whatever their intents. In their data every "$n" becomes a running number, every "$r" nine
 * digits and every "$w" a word that are new each time: without them a compressed stream would shrink to
 * nothing. Takes over the data, unless it returns false: at the cap. The first of them are sent before this
 * returns. */
bool flood_add(struct sim_flood *flood, const struct flood_kind *take_kinds, size_t kinds, uint64_t count);
void flood_kinds_free(struct flood_kind *kinds, size_t count);

/* Events that still wait. */
uint64_t flood_left(const struct sim_flood *flood);

#endif
