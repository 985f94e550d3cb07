/* Notifies the owner of a ticket that corrections are asked for, at most once in five minutes. Who that
 * is: ticket_owner.h. */
#ifndef VIGIE_OWNER_NOTICE_H
#define VIGIE_OWNER_NOTICE_H

#include "bot_context.h"

#include <stdint.h>

/* `event_id`: of what gave rise to it; a repetition of that within minutes posts nothing twice. */
void owner_notice_send(struct bot_context *bot, uint64_t guild_id, uint64_t channel_id, uint64_t panel_id,
                       uint64_t event_id);

#endif
