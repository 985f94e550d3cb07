/* Pins messages. */
#ifndef VIGIE_PINS_H
#define VIGIE_PINS_H

#include "bot_context.h"

#include <stdint.h>

/* Pins once; already pinned is fine. A failure is logged, nobody waits for it; for want of a
 * permission it is retried (retries.h). */
void pins_put(struct bot_context *bot, uint64_t channel_id, uint64_t message_id);

#endif
