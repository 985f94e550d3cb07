/* Tokens are made of the bot's id and noise. */
#include "discord_token.h"

#include "discord_line.h"
#include "random.h"

#include <inttypes.h>
#include <mbedtls/base64.h>
#include <stdio.h>
#include <string.h>

void token_make(char *text, size_t size)
{
    char id[24];
    unsigned char part[64];
    char bytes[40];
    size_t length;
    snprintf(id, sizeof(id), "%" PRIu64, WORLD_BOT_ID);
    mbedtls_base64_encode(part, sizeof(part), &length, (const unsigned char *)id, strlen(id));
    part[strcspn((char *)part, "=")] = '\0';
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[random_u32() % 64];
    snprintf(text, size, "%s.%.6s.%.34s", part, bytes, bytes + 6);
}

bool token_is_right(const struct sim_discord *discord, const char *said)
{
    if (strncmp(said, "Bot ", 4) == 0)
        said += 4;
    return strcmp(said, discord->token) == 0;
}

void token_reset(struct sim_discord *discord)
{
    token_make(discord->token, sizeof(discord->token));
    while (discord->line->count > 0)
        line_close(discord->line->open[0], 4004, "Authentication failed.");
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (discord->sessions.all[i].id[0])
            session_end(&discord->sessions.all[i]);
}
