/* Many raw events at once (POST /control/dispatch): sent as fast as the connections take them, a share on
 * each turn of the loop, so that neither memory nor anyone else's call waits for a million of them. */
#ifndef VIGIE_SIM_DISCORD_FLOOD_H
#define VIGIE_SIM_DISCORD_FLOOD_H

#include "discord.h"

#define FLOODS_MOST 8 /* that may wait one behind the other */

struct sim_flood;
struct sim_flood *flood_create(struct sim_discord *discord);
void flood_destroy(struct sim_flood **flood);
void flood_reset(struct sim_flood *flood);

/* `count` events of that type, to all sessions whatever their intents; every "$n" in `take_data` (JSON,
 * malloc'ed, taken over) becomes a running number. The first share is sent before this returns. False at the
 * cap. */
bool flood_add(struct sim_flood *flood, const char *type, char *take_data, uint64_t count);

/* Events that still wait. */
uint64_t flood_left(const struct sim_flood *flood);

#endif
