/* Reply to a presser: after some seconds without an end, once, that the press waits and is kept;
 * then how it ended. Embedded in the operation of the press; the interaction must live as long. */
#ifndef VIGIE_PRESS_REPLY_H
#define VIGIE_PRESS_REPLY_H

#include "bot_context.h"
#include "interaction.h"
#include "message_json.h"

#define PRESS_REASON_SIZE 400

struct press_reply {
    struct bot_context *bot;
    const struct interaction *interaction;
    void (*on_told)(void *ctx);
    void *ctx;
    struct loop_timer *timer; /* until the message that it lasts */
    bool is_being_told;       /* ... that; the end waits for it, for they might change places */
    bool ended;
    enum answer answer; /* how */
    bool has_reason;
    char reason[PRESS_REASON_SIZE];
};

/* From now on he waits. `on_told` is called once, after press_reply_tell, never from inside it. */
void press_reply_init(struct press_reply *reply, struct bot_context *bot,
                      const struct interaction *interaction, void (*on_told)(void *ctx), void *ctx);
/* Accepts a zeroed one. */
void press_reply_free(struct press_reply *reply);

/* How it ended; once. `reason` is copied, NULL: none. */
void press_reply_tell(struct press_reply *reply, enum answer answer, const char *reason);

/* His name, for the log. */
const char *press_reply_name(const struct press_reply *reply);

#endif
