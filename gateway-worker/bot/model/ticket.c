/* Compares the type and the beginning of the name. */
#include "ticket.h"

#include "channel_cache.h"

#include <string.h>

bool ticket_is(const char *prefix, int channel_type, const char *name)
{
    return channel_type == CHANNEL_GUILD_TEXT && strncmp(name, prefix, strlen(prefix)) == 0;
}
