/* JSON bodies of what the bot sends to Discord, one function each. Pure.
 * https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object */
#ifndef VIGIE_MESSAGE_JSON_H
#define VIGIE_MESSAGE_JSON_H

#include "buffer.h"
#include "ticket_row.h"

#include <stdint.h>

enum answer {
#define ANSWER(id, text) ANSWER_##id,
#include "answers.def"
#undef ANSWER
    ANSWERS
};

#define MESSAGE_JSON_MAX (64 * 1024) /* bytes; enough for any body here */

#define MODAL_ID       "correct_modal"
#define MODAL_INPUT_ID "correction"
#define COMMAND_NAME   "validation"

/* Callbacks of interactions. */
void message_json_deferred_update(struct buffer *out);
void message_json_deferred_answer(struct buffer *out); /* only the presser sees what comes */
void message_json_answer(struct buffer *out, enum answer answer);
/* `earlier`: the presser's present text, cut to what the input takes. */
void message_json_modal(struct buffer *out, const char *earlier);

/* Messages that only the presser sees; `reason` NULL: none. As a follow-up, and as the edit of a deferred
 * answer. */
void message_json_private_message(struct buffer *out, enum answer answer, const char *reason);

/* A panel message: the edit of one, or a new one when `nonce` (message_nonce.h; at most 25 characters) is not
 * NULL. */
void message_json_panel(struct buffer *out, const struct ticket_row *row, const char *nonce);

/* Tells the ticket's owner; pings nobody else. `panel_id` 0: no link. */
void message_json_owner_notice(struct buffer *out, uint64_t owner, uint64_t guild, uint64_t channel,
                               uint64_t panel_id, const char *nonce);

/* The whole set of slash commands. `anyone`: the server decides later who may (there is a role); else Discord
 * already hides them from members without Manage Channels. */
void message_json_commands(struct buffer *out, bool anyone);

#endif
