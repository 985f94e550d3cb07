/* Form for `À corriger`: opens with the presser's earlier text. */
#ifndef VIGIE_CORRECTION_FORM_H
#define VIGIE_CORRECTION_FORM_H

#include "bot_context.h"
#include "interaction.h"

/* Takes over the texts of `interaction`. */
void correction_form_open(struct bot_context *bot, struct interaction *interaction);

#endif
