/* Says which channels are tickets (CONTRACT section 5). Pure. */
#ifndef VIGIE_TICKET_H
#define VIGIE_TICKET_H

#include <stdbool.h>

/* A text channel whose name starts with `prefix`. `channel_type`: Discord's. */
bool ticket_is(const char *prefix, int channel_type, const char *name);

#endif
