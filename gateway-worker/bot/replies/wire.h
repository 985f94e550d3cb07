/* The JSON bodies of what the bot sends to Discord, one function each. Pure.
 * https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object */
#ifndef VIGIE_WIRE_H
#define VIGIE_WIRE_H

#include "buffer.h"
#include "row.h"

#include <stdint.h>

enum answer {
#define ANSWER(id, text) ANSWER_##id,
#include "answers.def"
#undef ANSWER
    ANSWERS
};

#define WIRE_MOST (64 * 1024) /* bytes; enough for any body here */

#define WIRE_MODAL   "correct_modal"
#define WIRE_INPUT   "correction"
#define WIRE_COMMAND "validation"

/* Callbacks of interactions. */
void wire_deferred_update(struct buffer *out);
void wire_deferred_answer(struct buffer *out); /* only the presser sees what comes */
void wire_answer(struct buffer *out, enum answer answer);
/* `earlier`: the presser's present text, cut to what the input takes. */
void wire_modal(struct buffer *out, const char *earlier);

/* Messages that only the presser sees; `reason` NULL: none. As a follow-up, and as the edit of a deferred
 * answer. */
void wire_private_message(struct buffer *out, enum answer answer, const char *reason);

/* A panel message: the edit of one, or a new one when `nonce` (message_nonce.h; at most 25 characters) is not
 * NULL. */
void wire_panel(struct buffer *out, const struct row *row, const char *nonce);

/* Tells the ticket's owner; pings nobody else. `panel_id` 0: no link. */
void wire_owner_notice(struct buffer *out, uint64_t owner, uint64_t guild, uint64_t channel,
                       uint64_t panel_id, const char *nonce);

/* The whole set of slash commands. `anyone`: the server decides later who may (there is a role); else Discord
 * already hides them from members without Manage Channels. */
void wire_commands(struct buffer *out, bool anyone);

#endif
