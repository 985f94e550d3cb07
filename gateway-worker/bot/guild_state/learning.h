/* What events and answers tell is put into the caches here: guilds with their channels, roles and members,
 * and the messages of tickets. Features ask back by the functions at the end. */
#ifndef VIGIE_LEARNING_H
#define VIGIE_LEARNING_H

#include "context.h"
#include "json_value.h"

#include <stdbool.h>
#include <stdint.h>

/* Handlers of dispatches (dispatch.def). */
void learning_guild_create(struct bot_context *bot, const struct json_value *guild);
void learning_guild_delete(struct bot_context *bot, const struct json_value *guild);
void learning_role(struct bot_context *bot, const struct json_value *event);
void learning_role_delete(struct bot_context *bot, const struct json_value *event);
void learning_member(struct bot_context *bot, const struct json_value *member);
void learning_message_update(struct bot_context *bot, const struct json_value *message);
void learning_message_delete(struct bot_context *bot, const struct json_value *event);
void learning_message_delete_bulk(struct bot_context *bot, const struct json_value *event);

/* For features that handle the event themselves. */
void learning_interaction(struct bot_context *bot, const struct json_value *interaction);
void learning_message_create(struct bot_context *bot, const struct json_value *message);
/* A channel that was just created, and put into its cache: its first message is yet to come. */
void learning_channel_born(struct bot_context *bot, const struct json_value *channel);
/* REST says that this is the first message of its channel that names the owner (ticket_owner.h). */
void learning_owner_message(struct bot_context *bot, const struct json_value *message);

/* A new session: what happened before it was perhaps not told. */
void learning_anew(struct bot_context *bot);

/* Who a ticket belongs to (ticket_owner.h). 0: not known, ask Discord. */
uint64_t learning_owner(struct bot_context *bot, uint64_t channel_id);
/* A message in the channel with our buttons, 0: none known. */
uint64_t learning_panel(struct bot_context *bot, uint64_t channel_id);
/* What the guild calls the member; "" if that is not known. Lives until the next event. */
const char *learning_name(struct bot_context *bot, uint64_t guild_id, uint64_t user_id);

#endif
