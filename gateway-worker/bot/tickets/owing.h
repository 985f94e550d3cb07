/* A ticket is owed something (owed.h), or has got it: what the stories say. owed_task.h tries again. */
#ifndef VIGIE_OWING_H
#define VIGIE_OWING_H

#include "context.h"
#include "rest.h"

/* Not made, because the row is not known. `message_id`: to be pinned; 0: the panel, here and below. */
void owing_row(struct bot_context *bot, uint64_t channel_id);

/* Discord did not do it: it is owed if a permission is missing; if it was owed before it stays so, unless the
 * channel or the message is gone. */
void owing_result(struct bot_context *bot, uint64_t channel_id, uint64_t message_id, enum act act,
                  const struct rest_result *result);

/* Done. */
void owing_settle(struct bot_context *bot, uint64_t channel_id, uint64_t message_id);

#endif
