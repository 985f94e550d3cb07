/* Rules of the workflow (CONTRACT section 5): what a press or a correction makes of a row. Pure. */
#ifndef VIGIE_VALIDATION_RULES_H
#define VIGIE_VALIDATION_RULES_H

#include "ticket_row.h"

#include <stdint.h>

enum validation_result {
    VALIDATION_CHANGED,
    VALIDATION_UNCHANGED, /* nothing to store */
    VALIDATION_NO_ROOM,   /* the row cannot hold it: left as it was, or to be thrown away by the caller */
};

#define CORRECTION_MAX 4000 /* characters, as Discord counts them */

/* `Validé`: the presser joins or leaves the validators, and has no correction any more. */
enum validation_result validation_toggle(struct ticket_row *row, uint64_t user_id);

/* `À corriger`: the text becomes the presser's correction, and the presser validates no more. A blank text
 * withdraws the correction. */
enum validation_result validation_correct(struct ticket_row *row, uint64_t user_id, const char *text);

#endif
