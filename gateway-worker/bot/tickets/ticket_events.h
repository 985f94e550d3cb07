/* Handles the events of tickets: when a channel becomes one, and which messages are pinned there. */
#ifndef VIGIE_TICKET_EVENTS_H
#define VIGIE_TICKET_EVENTS_H

#include "bot_context.h"
#include "json_value.h"

#include <stdint.h>

/* Handlers of dispatches (dispatch.def). */
void ticket_events_guild_create(struct bot_context *bot, const struct json_value *guild);
void ticket_events_channel_create(struct bot_context *bot, const struct json_value *channel);
void ticket_events_channel_update(struct bot_context *bot, const struct json_value *channel);
void ticket_events_channel_delete(struct bot_context *bot, const struct json_value *channel);
void ticket_events_message_create(struct bot_context *bot, const struct json_value *message);

/* This message holds a document: pins it if its channel is a ticket. */
void ticket_events_document(struct bot_context *bot, uint64_t channel_id, uint64_t message_id);

#endif
