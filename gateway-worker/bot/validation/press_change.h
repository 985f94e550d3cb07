/* Applies a press to a row, and picks the answer. Pure. */
#ifndef VIGIE_PRESS_CHANGE_H
#define VIGIE_PRESS_CHANGE_H

#include "interaction.h"
#include "message_json.h"
#include "ticket_row.h"
#include "validation_rules.h"

/* `corrects`: a correction was submitted; otherwise `Validé` was pressed. */
enum validation_result press_change_apply(const struct interaction *interaction, bool corrects,
                                          struct ticket_row *row);
/* What the presser reads when the row stands so. */
enum answer press_change_answer(const struct interaction *interaction, bool corrects,
                                const struct ticket_row *row);

/* False: the row is near what a frame takes. Then one press is stored at a time, so that what is refused for its length is refused to
 * whom it is too long for. */
bool press_change_may_be_shared(const struct ticket_row *row);

#endif
