/* Tickets: which channels are, when one becomes one, and what is pinned there. */
#ifndef VIGIE_TICKETS_H
#define VIGIE_TICKETS_H

#include "context.h"
#include "json_value.h"

#include <stdbool.h>

/* A text channel whose name starts with the prefix. */
bool tickets_is_one(const struct bot_context *bot, int channel_type, const char *name);

/* Handlers of dispatches (dispatch.def). */
void tickets_guild_create(struct bot_context *bot, const struct json_value *guild);
void tickets_channel_create(struct bot_context *bot, const struct json_value *channel);
void tickets_channel_update(struct bot_context *bot, const struct json_value *channel);
void tickets_channel_delete(struct bot_context *bot, const struct json_value *channel);
void tickets_message_create(struct bot_context *bot, const struct json_value *message);

/* This message holds a document: pins it if its channel is a ticket. */
void tickets_document(struct bot_context *bot, uint64_t channel_id, uint64_t message_id);

#endif
