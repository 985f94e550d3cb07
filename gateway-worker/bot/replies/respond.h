/* Responds to an interaction: the acknowledgement that Discord wants within 3 s, then the edit and the private
 * messages. The interaction must live until the callback. */
#ifndef VIGIE_RESPOND_H
#define VIGIE_RESPOND_H

#include "bot_context.h"
#include "buffer.h"
#include "interaction.h"
#include "message_json.h"
#include "rest.h"

/* Only the first lets a press begin: after the second the presser was shown a failure, and with the third
 * another instance of this bot, there during a deployment, handles it. */
enum acknowledgement {
    ACKNOWLEDGED, /* from us now, or from an earlier life of this worker */
    NOT_ACKNOWLEDGED,
    ACKNOWLEDGED_ELSEWHERE,
};
typedef void respond_on_acknowledged(void *ctx, enum acknowledgement acknowledgement);

/* First answers, one per interaction. `on_acknowledged` is never called from inside. */
void respond_deferred_update(struct bot_context *bot, const struct interaction *interaction,
                             respond_on_acknowledged *on_acknowledged, void *ctx);
void respond_deferred_answer(struct bot_context *bot, struct interaction *interaction,
                             respond_on_acknowledged *on_acknowledged, void *ctx);
void respond_modal(struct bot_context *bot, const struct interaction *interaction, const char *earlier,
                   respond_on_acknowledged *on_acknowledged, void *ctx);
/* The whole answer, for the presser alone. Takes over the texts of `interaction`. */
void respond_and_forget(struct bot_context *bot, struct interaction *interaction, enum answer answer);

/* After a deferred one. `on_done` is rest_send's. */
void respond_edit(struct bot_context *bot, const struct interaction *interaction, const struct buffer *body,
                  rest_on_done *on_done, void *ctx);
/* Tells the presser alone: in the place of a deferred answer, or beside a deferred update. */
void respond_tell(struct bot_context *bot, const struct interaction *interaction, enum answer answer,
                  const char *reason, rest_on_done *on_done, void *ctx);

#endif
