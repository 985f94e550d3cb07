/* Fetches which guilds the bot is in, with their channels: a worker that RESUMEs a session gets no GUILD_CREATE for what has not
 * changed. */
#ifndef VIGIE_GUILD_LIST_H
#define VIGIE_GUILD_LIST_H

#include "bot_context.h"

#define GUILD_LIST_MAX 10 /* further ones are cached when something happens there */

/* Calls `on_ready` once, never from inside, when the channels of the bot's guilds were asked for. */
void guild_list_fetch(struct bot_context *bot, void (*on_ready)(void *ctx), void *ctx);

#endif
