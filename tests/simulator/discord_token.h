/* The bot's token: how one looks, whether the right one was said, and its reset. */
#ifndef VIGIE_SIM_DISCORD_TOKEN_H
#define VIGIE_SIM_DISCORD_TOKEN_H

#include "discord.h"

#define TOKEN_SIZE 200

/* A new one: the bot's id in base64 and two random parts. `text` of at least 96 bytes. */
void token_make(char *text, size_t size);

/* With or without "Bot " before it. */
bool token_is_right(const struct sim_discord *discord, const char *said);

/* What Discord does to a bot that starts more sessions than its day allows: all sessions end, all connections
 * are closed with 4004, the token is another one
 * (https://discord.com/developers/docs/events/gateway#identifying). */
void token_reset(struct sim_discord *discord);

#endif
