/* Row of a ticket: validators, corrections, the id of the panel's message.
 * Pure. Texts as they travel between the workers: B a JSON array of integers, C a JSON object, D a message id
 * or "". */
#ifndef VIGIE_TICKET_ROW_H
#define VIGIE_TICKET_ROW_H

#include "buffer.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROW_VALIDATORS_MAX  256
#define ROW_CORRECTIONS_MAX 256
#define ROW_CELL_MAX        50000 /* characters, as Google counts them */

struct correction {
    char *author; /* key of the object, a user id as a rule; other keys are kept as they are */
    char *text;
};

/* Owned by whoever embeds it: ticket_row_init or ticket_row_read, then ticket_row_free. */
struct ticket_row {
    uint64_t validators[ROW_VALIDATORS_MAX];
    size_t validator_count;
    struct correction corrections[ROW_CORRECTIONS_MAX];
    size_t correction_count;
    uint64_t message_id; /* 0: no panel yet */
};

void ticket_row_init(struct ticket_row *row);
/* *ret_row owns its own texts. */
void ticket_row_copy(struct ticket_row *ret_row, const struct ticket_row *row);
/* Accepts a row that ticket_row_read refused. */
void ticket_row_free(struct ticket_row *row);

/* *ret_row is empty on an error. ERR_SYNTAX: not such texts, so nothing may be written over them; ERR_FULL. */
struct err ticket_row_read(struct ticket_row *ret_row, const char *b, const char *c, const char *d);

/* Append the texts. */
void ticket_row_write_b(const struct ticket_row *row, struct buffer *out);
void ticket_row_write_c(const struct ticket_row *row, struct buffer *out);
void ticket_row_write_d(const struct ticket_row *row, struct buffer *out);

/* No cell holds more than Google takes. */
bool ticket_row_fits(const struct ticket_row *row);

bool ticket_row_validated_by(const struct ticket_row *row, uint64_t user_id);
/* NULL: none. */
const char *ticket_row_correction_of(const struct ticket_row *row, uint64_t user_id);

/* False: no room. Adding twice changes nothing. */
bool ticket_row_add_validator(struct ticket_row *row, uint64_t user_id);
bool ticket_row_remove_validator(struct ticket_row *row, uint64_t user_id); /* false: was none */
bool ticket_row_set_correction(struct ticket_row *row, uint64_t user_id, const char *text);
bool ticket_row_remove_correction(struct ticket_row *row, uint64_t user_id); /* false: had none */

#endif
