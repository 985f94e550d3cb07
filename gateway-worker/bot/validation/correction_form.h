/* `À corriger` was pressed: the form opens, with what the presser wrote earlier. */
#ifndef VIGIE_CORRECTION_FORM_H
#define VIGIE_CORRECTION_FORM_H

#include "context.h"
#include "interaction.h"

/* Takes over the texts of `interaction`. */
void correction_form_open(struct bot_context *bot, struct interaction *interaction);

#endif
