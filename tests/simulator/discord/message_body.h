/* The body with which a bot creates or edits a message: Discord's limits, then the change.
 * https://discord.com/developers/docs/resources/message#create-message */
#ifndef VIGIE_SIM_MESSAGE_BODY_H
#define VIGIE_SIM_MESSAGE_BODY_H

#include "complaints.h"
#include "json_value.h"
#include "world.h"

/* Every limit that the body breaks. */
void message_body_check(const struct json_value *body, struct complaints *wrong);
bool message_body_is_empty(const struct json_value *body);

/* Takes over content with its allowed mentions, embeds, components, flags and nonce, each only if the body
 * has it. */
void message_body_apply(struct sim_message *message, const struct json_value *body);

#endif
