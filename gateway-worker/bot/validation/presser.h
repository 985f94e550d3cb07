/* What a presser is told of his change: after some seconds without an end, once, that it waits and is kept;
 * then how it ended. Embedded in the change's story; the interaction must live as long. */
#ifndef VIGIE_PRESSER_H
#define VIGIE_PRESSER_H

#include "context.h"
#include "interaction.h"
#include "wire.h"

#define PRESSER_REASON_SIZE 400

struct presser {
    struct bot_context *bot;
    const struct interaction *interaction;
    void (*on_told)(void *ctx);
    void *ctx;
    struct loop_timer *timer; /* until he is told that it lasts */
    bool is_being_told;       /* ... that; the end waits for it, for they might change places */
    bool ended;
    enum answer answer; /* how */
    bool has_reason;
    char reason[PRESSER_REASON_SIZE];
};

/* From now on he waits. `on_told` is called once, after presser_tell, never from inside it. */
void presser_init(struct presser *presser, struct bot_context *bot, const struct interaction *interaction,
                  void (*on_told)(void *ctx), void *ctx);
/* Accepts a zeroed one. */
void presser_free(struct presser *presser);

/* How it ended; once. `reason` is copied, NULL: none. */
void presser_tell(struct presser *presser, enum answer answer, const char *reason);

/* His name, for the log. */
const char *presser_name(const struct presser *presser);

#endif
