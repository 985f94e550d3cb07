/* INTERACTION_CREATE: read, told apart, checked, handed to its feature. Each is handled once. */
#ifndef VIGIE_INTERACTIONS_H
#define VIGIE_INTERACTIONS_H

#include "context.h"
#include "json_value.h"

/* Handler of the dispatch (bot.c). */
void interactions_create(struct bot_context *bot, const struct json_value *data);

#endif
