/* Posts the panels of tickets that were created while the bot was away and no session could be resumed: no event tells of them, but
 * GUILD_CREATE lists all channels, and an id says when it was made. Those from before the bot was ever there are left alone. */
#ifndef VIGIE_MISSED_TICKETS_H
#define VIGIE_MISSED_TICKETS_H

#include "bot_context.h"
#include "json_value.h"

/* Of one guild: the newest. Who was away for longer than that may use /validation. */
#define MISSED_TICKETS_MAX 50

/* READY. `away_since_ms`: UTC, 0: never there before. */
void missed_tickets_since(struct bot_context *bot, int64_t away_since_ms);

/* A guild's channels. */
void missed_tickets_look(struct bot_context *bot, const struct json_value *channels);

#endif
