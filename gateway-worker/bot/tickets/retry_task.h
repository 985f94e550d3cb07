/* Retries the entries of the retry queue: TASK_OWED runs every few seconds. What waits for the
 * sheet is tried when it is due; what waits for a permission is tried as soon as the caches, which follow
 * the Gateway's events, say that the bot holds it, and else now and then: never what is known to be refused. */
#ifndef VIGIE_RETRY_TASK_H
#define VIGIE_RETRY_TASK_H

#include "bot_context.h"

/* From now on. */
void retry_task_start(struct bot_context *bot);

#endif
