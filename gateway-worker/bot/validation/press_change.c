/* Chooses between the two rules of validation_rules.h. */
#include "press_change.h"

#define SHARED_ROW_MAX (16 * 1024)

enum validation_result press_change_apply(const struct interaction *interaction, bool corrects,
                                          struct ticket_row *row)
{
    if (corrects)
        return validation_correct(row, interaction->user_id, interaction->input);
    return validation_toggle(row, interaction->user_id);
}

enum answer press_change_answer(const struct interaction *interaction, bool corrects,
                                const struct ticket_row *row)
{
    if (corrects)
        return ticket_row_correction_of(row, interaction->user_id) ? ANSWER_CORRECTED
                                                                   : ANSWER_CORRECTION_REMOVED;
    return ticket_row_validated_by(row, interaction->user_id) ? ANSWER_VALIDATED : ANSWER_WITHDRAWN;
}

bool press_change_may_be_shared(const struct ticket_row *row)
{
    struct buffer cells;
    buffer_init(&cells, SHARED_ROW_MAX);
    ticket_row_write_b(row, &cells);
    ticket_row_write_c(row, &cells);
    bool room = !cells.failed;
    buffer_free(&cells);
    return room;
}
