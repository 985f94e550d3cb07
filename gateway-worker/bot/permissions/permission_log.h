/* Logs which permission is missing when Discord refuses something in a channel, and where to give it. Nothing is held back because of
 * the caches but what was refused before (retries.h). */
#ifndef VIGIE_PERMISSION_LOG_H
#define VIGIE_PERMISSION_LOG_H

#include "bot_context.h"
#include "permissions.h"
#include "rest.h"
#include "ticket_action.h"

/* Does `result` say so? */
bool permission_is_missing(const struct rest_result *result);

/* The first of what `action` needs that the bot is not known to hold; PERMISSION_HELD: it has all. From the
 * caches. */
enum permission_why permission_for(const struct bot_context *bot, uint64_t channel_id,
                                   enum ticket_action action);

/* Does nothing unless `result` says that a permission is missing. What the caches do not know is asked for
 * first; one word for an action in a channel in five minutes. */
void permission_log_missing(struct bot_context *bot, uint64_t channel_id, enum ticket_action action,
                            const struct rest_result *result);

#endif
