/* Makes sure that the cache holds the channels of a guild: a worker that resumed a session never saw the guild, and asks Discord. */
#ifndef VIGIE_GUILD_CHANNELS_H
#define VIGIE_GUILD_CHANNELS_H

#include "bot_context.h"

#include <stdint.h>

/* Calls `on_ready` when the cache holds the guild, or when it is clear that it cannot. Never from inside;
 * `on_ready` is not called, and true returned, when the cache holds it already. */
bool guild_channels_known(struct bot_context *bot, uint64_t guild_id, void (*on_ready)(void *ctx), void *ctx);

#endif
