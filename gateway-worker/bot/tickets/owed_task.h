/* What tickets are owed (owed.h) is tried again: TASK_OWED looks at it every few seconds. What waits for the
 * sheet is asked for when it is due; what waits for a permission is tried as soon as the caches, which follow
 * the Gateway's events, say that the bot holds it, and else now and then: never what is known to be refused. */
#ifndef VIGIE_OWED_TASK_H
#define VIGIE_OWED_TASK_H

#include "context.h"

/* From now on. */
void owed_task_start(struct bot_context *bot);

#endif
