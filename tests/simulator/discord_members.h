/* Opcode 8: members of the guild, on request.
 * https://discord.com/developers/docs/events/gateway-events#request-guild-members */
#ifndef VIGIE_SIM_DISCORD_MEMBERS_H
#define VIGIE_SIM_DISCORD_MEMBERS_H

#include "discord.h"
#include "json_value.h"

/* GUILD_MEMBERS_CHUNKs; RATE_LIMITED for everybody twice within 30 s; nothing, as from Discord, for what the
 * session's intents do not cover. */
void members_tell(struct sim_discord *discord, struct sim_session *session, const struct json_value *d);

#endif
