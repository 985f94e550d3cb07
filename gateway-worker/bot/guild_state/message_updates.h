/* Updates what is cached of tickets' messages from events and answers, and answers from it: the owner, the panel. */
#ifndef VIGIE_MESSAGE_UPDATES_H
#define VIGIE_MESSAGE_UPDATES_H

#include "bot_context.h"
#include "json_value.h"

#include <stdint.h>

/* Handlers of dispatches (dispatch.def). */
void message_updates_update(struct bot_context *bot, const struct json_value *message);
void message_updates_delete(struct bot_context *bot, const struct json_value *event);
void message_updates_delete_bulk(struct bot_context *bot, const struct json_value *event);

/* For features that handle the event themselves. */
void message_updates_create(struct bot_context *bot, const struct json_value *message);
/* A channel that was just created, and put into its cache: its first message is yet to come. */
void message_updates_channel_created(struct bot_context *bot, const struct json_value *channel);
/* REST says that this is the first message of its channel that names the owner (ticket_owner.h). */
void message_updates_owner_message(struct bot_context *bot, const struct json_value *message);

/* A new session: events before it may have been missed. */
void message_updates_forget(struct bot_context *bot);

/* Who a ticket belongs to (ticket_owner.h). 0: not known, ask Discord. */
uint64_t message_updates_owner(struct bot_context *bot, uint64_t channel_id);
/* A message in the channel with our buttons, 0: none known. */
uint64_t message_updates_panel(struct bot_context *bot, uint64_t channel_id);

#endif
