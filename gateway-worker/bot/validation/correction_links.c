/* Looks the names up in the cache of channels, which is filled from Discord first where it does not hold the guild. */
#include "correction_links.h"

#include "channel_cache.h"
#include "guild_channels.h"
#include "mentions.h"
#include "text_copy.h"

#include <stdlib.h>

#define TEXT_MAX (64 * 1024)

static uint64_t channel_named(void *ctx, const char *name, size_t length)
{
    const struct correction_links *l = ctx;
    return channel_cache_named(l->bot->channels, l->interaction->guild_id, name, length);
}

static void link_channels(void *ctx)
{
    struct correction_links *l = ctx;
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    mentions_link_channels(&text, l->interaction->input, channel_named, l);
    if (!text.failed) {
        free(l->interaction->input);
        l->interaction->input = text_copy(buffer_string(&text));
    }
    buffer_free(&text);
    l->on_linked(l->ctx);
}

void correction_links_make(struct correction_links *l)
{
    if (!mentions_any_channel(l->interaction->input))
        l->on_linked(l->ctx);
    else if (guild_channels_known(l->bot, l->interaction->guild_id, link_channels, l))
        link_channels(l);
}
