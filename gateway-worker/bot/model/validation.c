/* A press, a correction. */
#include "validation.h"

#include <string.h>

enum validation_result validation_toggle(struct row *row, uint64_t user_id)
{
    /* Whether there was one does not matter: the list of validators changes anyway. */
    (void)row_remove_correction(row, user_id);
    if (row_remove_validator(row, user_id))
        return VALIDATION_CHANGED;
    return row_add_validator(row, user_id) && row_fits(row) ? VALIDATION_CHANGED : VALIDATION_NO_ROOM;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

enum validation_result validation_correct(struct row *row, uint64_t user_id, const char *text)
{
    if (is_blank(text))
        return row_remove_correction(row, user_id) ? VALIDATION_CHANGED : VALIDATION_UNCHANGED;
    const char *earlier = row_correction_of(row, user_id);
    bool same = earlier && strcmp(earlier, text) == 0;
    bool validated = row_remove_validator(row, user_id);
    if (same)
        return validated ? VALIDATION_CHANGED : VALIDATION_UNCHANGED;
    return row_set_correction(row, user_id, text) && row_fits(row) ? VALIDATION_CHANGED : VALIDATION_NO_ROOM;
}
