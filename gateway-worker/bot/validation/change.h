/* A change of a row in a presser's name: acknowledged, read, changed, stored, shown, told. The heart of the
 * workflow. */
#ifndef VIGIE_CHANGE_H
#define VIGIE_CHANGE_H

#include "context.h"
#include "interaction.h"

/* `Validé` was pressed, or the modal was submitted. Both take over the texts of `interaction`. */
void change_validate(struct bot_context *bot, struct interaction *interaction);
void change_correct(struct bot_context *bot, struct interaction *interaction);

#endif
