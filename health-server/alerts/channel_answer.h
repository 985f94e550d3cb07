/* What the answer of a channel means (channel_answers.def). Pure. */
#ifndef VIGIE_CHANNEL_ANSWER_H
#define VIGIE_CHANNEL_ANSWER_H

#include "err.h"

#include <stdint.h>

enum channel_answer {
#define ANSWER(id, then, word) CHANNEL_##id,
#include "channel_answers.def"
#undef ANSWER
    CHANNEL_ANSWERS
};

enum channel_then {
    CHANNEL_THEN_DONE,
    CHANNEL_THEN_PAUSE,
    CHANNEL_THEN_TOLD,
    CHANNEL_THEN_BAN,
    CHANNEL_THEN_REJECT,
    CHANNEL_THEN_GIVE_UP,
};

enum channel_then channel_answer_then(enum channel_answer answer);
const char *channel_answer_word(enum channel_answer answer); /* French */

/* An answer, or none. Texts are "" where there are none. */
struct channel_reply {
    struct err error;
    int status;
    const char *via, *content_type, *retry_after, *date, *body;
    bool discord; /* a 429 is judged as Discord's: without `Via` it is Cloudflare's, which bans */
};

/* *ret_wait_ms: how long it said to wait, 0 if it did not. */
enum channel_answer channel_answer_read(const struct channel_reply *reply, uint64_t *ret_wait_ms);

#endif
