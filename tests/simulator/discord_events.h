/* What the Gateway tells: dispatches to every session whose intents ask for them. */
#ifndef VIGIE_SIM_DISCORD_EVENTS_H
#define VIGIE_SIM_DISCORD_EVENTS_H

#include "discord.h"
#include "json_value.h"

/* https://discord.com/developers/docs/events/gateway#list-of-intents */
enum intent {
    INTENT_NONE = 0, /* goes to everybody */
    INTENT_GUILDS = 1 << 0,
    INTENT_GUILD_MEMBERS = 1 << 1,
    INTENT_GUILD_MESSAGES = 1 << 9,
    INTENT_MESSAGE_CONTENT = 1 << 15,
};

/* One event to one session, now or at its RESUME. */
void event_to_session(struct sim_discord *discord, struct sim_session *session, const char *type,
                      const char *data, size_t length);
/* One event to every session with that intent. */
void event_to_all(struct sim_discord *discord, uint32_t intent, const char *type, const char *data,
                  size_t length);

/* MESSAGE_CREATE or MESSAGE_UPDATE: without its content for sessions that may not read it. What happens in a
 * channel that the bot may not view is not told at all. */
void event_message(struct sim_discord *discord, const char *type, const struct sim_message *message);
void event_message_deleted(struct sim_discord *discord, uint64_t channel_id, uint64_t message_id);
void event_pins(struct sim_discord *discord, uint64_t channel_id);
/* GUILD_ROLE_CREATE or GUILD_ROLE_UPDATE; and GUILD_ROLE_DELETE. */
void event_role(struct sim_discord *discord, const char *type, const struct sim_role *role);
void event_role_deleted(struct sim_discord *discord, uint64_t role_id);
/* GUILD_MEMBER_ADD or GUILD_MEMBER_UPDATE: of the bot itself to everybody, of others with the privileged
 * intent. */
void event_member(struct sim_discord *discord, const char *type, const struct sim_user *user);
/* CHANNEL_CREATE, CHANNEL_UPDATE or CHANNEL_DELETE. */
void event_channel(struct sim_discord *discord, const char *type, const struct sim_channel *channel);

#endif
