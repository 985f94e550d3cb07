/* Posts a ticket's panel: when the ticket appears, or because somebody asked. */
#ifndef VIGIE_PANEL_POST_H
#define VIGIE_PANEL_POST_H

#include "bot_context.h"
#include "interaction.h"

#include <stdbool.h>
#include <stdint.h>

/* The channel became a ticket: it gets a panel, if it has none. `is_new`: the channel itself was just
 * created, and need not wait for a row that cannot be read to get its panel; the panel is noted once the row
 * was read, for a channel may be created a second time, and have one. Events come twice; panels do not. */
void panel_post_for_ticket(struct bot_context *bot, uint64_t channel_id, bool is_new);

/* `/validation`: one more panel, whatever there is. Takes over the texts of `interaction`. */
void panel_post_for_command(struct bot_context *bot, struct interaction *interaction);

#endif
