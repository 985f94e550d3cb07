/* Timekeeping of the Gateway; the rest of discord_gateway.c is reached through discord_gateway_dial
 * (discord.h). */
#ifndef VIGIE_SIM_DISCORD_GATEWAY_H
#define VIGIE_SIM_DISCORD_GATEWAY_H

#include "discord_line.h"

/* Ends connections whose heartbeat is late, and sessions past their time. To be called often. */
void gateway_sweep(struct sim_discord *discord);

#endif
