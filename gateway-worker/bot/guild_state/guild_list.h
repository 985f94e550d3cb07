/* Which guilds the bot is in, with their channels, when nobody told: a worker that RESUMEs a session gets no
 * GUILD_CREATE for what has not changed. */
#ifndef VIGIE_GUILD_LIST_H
#define VIGIE_GUILD_LIST_H

#include "context.h"

#define GUILD_LIST_MOST 10 /* further ones are learnt when something happens there */

/* Calls `on_ready` once, never from inside, when the channels of the bot's guilds were asked for. */
void guild_list_learn(struct bot_context *bot, void (*on_ready)(void *ctx), void *ctx);

#endif
