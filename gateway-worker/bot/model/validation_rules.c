/* Applies a press or a correction to a row. */
#include "validation_rules.h"

#include <string.h>

enum validation_result validation_toggle(struct ticket_row *row, uint64_t user_id)
{
    /* Whether there was one does not matter: the list of validators changes anyway. */
    (void)ticket_row_remove_correction(row, user_id);
    if (ticket_row_remove_validator(row, user_id))
        return VALIDATION_CHANGED;
    return ticket_row_add_validator(row, user_id) && ticket_row_fits(row) ? VALIDATION_CHANGED
                                                                          : VALIDATION_NO_ROOM;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

enum validation_result validation_correct(struct ticket_row *row, uint64_t user_id, const char *text)
{
    if (is_blank(text))
        return ticket_row_remove_correction(row, user_id) ? VALIDATION_CHANGED : VALIDATION_UNCHANGED;
    const char *earlier = ticket_row_correction_of(row, user_id);
    bool same = earlier && strcmp(earlier, text) == 0;
    bool validated = ticket_row_remove_validator(row, user_id);
    if (same)
        return validated ? VALIDATION_CHANGED : VALIDATION_UNCHANGED;
    return ticket_row_set_correction(row, user_id, text) && ticket_row_fits(row) ? VALIDATION_CHANGED
                                                                                 : VALIDATION_NO_ROOM;
}
