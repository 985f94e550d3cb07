/* Reply to a presser: after some seconds without an end, once, that the press waits and is kept;
 * then how it ended. Embedded in the operation of the press; the interaction must live as long. */
#ifndef VIGIE_PRESS_REPLY_H
#define VIGIE_PRESS_REPLY_H

#include "bot_context.h"
#include "interaction.h"
#include "message_json.h"
#include "metrics.h"
#include "ticket_row.h"

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

/* From now on he waits. `on_told` is called once, after the end was given, never from inside. */
void press_reply_init(struct press_reply *reply, struct bot_context *bot,
                      const struct interaction *interaction, void (*on_told)(void *ctx), void *ctx);
/* Accepts a zeroed one. */
void press_reply_free(struct press_reply *reply);

/* How it ended, one of these, once: counted, logged, then sent. Texts are copied. */
void press_reply_stored(struct press_reply *reply, enum answer answer, const struct ticket_row *row);
/* The sheet cannot be read; what was asked for is stored, and done later. */
void press_reply_kept(struct press_reply *reply);
void press_reply_refused(struct press_reply *reply, const char *reason);
/* Patience is over, and the disk may still take it. */
void press_reply_uncertain(struct press_reply *reply, const char *reason);

/* Counts an end, also of a press that gets no reply. The numbers are sent at once: they never know less than people do. */
void press_reply_count(struct bot_context *bot, enum metric metric);

#endif
