/* INTERACTION_CREATE: reads it, tells button, modal and command apart, checks it, and hands it to its feature; one that came before is dropped. */
#ifndef VIGIE_INTERACTIONS_H
#define VIGIE_INTERACTIONS_H

#include "bot_context.h"
#include "json_value.h"

/* Handler of the event (dispatch.def). */
void interactions_create(struct bot_context *bot, const struct json_value *data);

#endif
