/* The first things that a new session is told: READY and its guilds. */
#ifndef VIGIE_SIM_DISCORD_READY_H
#define VIGIE_SIM_DISCORD_READY_H

#include "discord.h"
#include "json_value.h"

/* READY, then GUILD_CREATE. `shard`: as in IDENTIFY, NULL if it had none. */
void ready_tell(struct sim_discord *discord, struct sim_session *session, const struct json_value *shard);

#endif
