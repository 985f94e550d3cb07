/* Records panels and pins that failed in the retry queue, and removes those that were made. retry_task.h tries again. */
#ifndef VIGIE_RETRIES_H
#define VIGIE_RETRIES_H

#include "bot_context.h"
#include "rest.h"

/* Not made, because the row is not known. `message_id`: to be pinned; 0: the panel, here and below. */
void retries_without_row(struct bot_context *bot, uint64_t channel_id);

/* Discord did not do it: it is queued if a permission is missing; if it was queued before it stays so, unless the
 * channel or the message is gone. */
void retries_failed(struct bot_context *bot, uint64_t channel_id, uint64_t message_id,
                    enum ticket_action action, const struct rest_result *result);

/* Done. */
void retries_done(struct bot_context *bot, uint64_t channel_id, uint64_t message_id);

#endif
