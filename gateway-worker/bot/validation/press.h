/* Press of `Validé`, or a correction: acknowledged, read, changed, stored, shown, answered. The heart of the
 * workflow. */
#ifndef VIGIE_PRESS_H
#define VIGIE_PRESS_H

#include "bot_context.h"
#include "interaction.h"

/* `Validé` was pressed, or the modal was submitted. Both take over the texts of `interaction`. */
void press_validate(struct bot_context *bot, struct interaction *interaction);
void press_correct(struct bot_context *bot, struct interaction *interaction);

#endif
