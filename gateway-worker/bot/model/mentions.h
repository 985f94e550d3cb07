/* Mentions in texts: replaces `[#channel-name]` by a channel mention, and finds the first user whom a text mentions. Pure. */
#ifndef VIGIE_MENTIONS_H
#define VIGIE_MENTIONS_H

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* The id of the channel of that name, 0 if there is none. */
typedef uint64_t mentions_channel_named(void *ctx, const char *name, size_t length);

/* Is there anything to look up? */
bool mentions_any_channel(const char *text);

/* Appends `text` with every `[#name]` that `named` knows as `<#id>`; the others stay as they were typed. */
void mentions_link_channels(struct buffer *out, const char *text, mentions_channel_named *named, void *ctx);

/* The first `<@id>` or `<@!id>`; 0: none. */
uint64_t mentions_first_user(const char *text);

#endif
