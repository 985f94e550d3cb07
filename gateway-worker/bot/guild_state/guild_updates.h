/* Updates what is cached of guilds from events: channels, roles, members. */
#ifndef VIGIE_GUILD_UPDATES_H
#define VIGIE_GUILD_UPDATES_H

#include "bot_context.h"
#include "json_value.h"

#include <stdint.h>

/* Handlers of dispatches (dispatch.def). */
void guild_updates_create(struct bot_context *bot, const struct json_value *guild);
void guild_updates_delete(struct bot_context *bot, const struct json_value *guild);
void guild_updates_role(struct bot_context *bot, const struct json_value *event);
void guild_updates_role_delete(struct bot_context *bot, const struct json_value *event);
void guild_updates_member(struct bot_context *bot, const struct json_value *member);

/* The member that an INTERACTION_CREATE carries. */
void guild_updates_interaction(struct bot_context *bot, const struct json_value *interaction);

/* What the guild calls the member; "" if that is not known. Lives until the next event. */
const char *guild_updates_member_name(struct bot_context *bot, uint64_t guild_id, uint64_t user_id);

#endif
