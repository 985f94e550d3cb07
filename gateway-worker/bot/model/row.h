/* One ticket's row: who validated it, who asks for what corrections, which message is its panel.
 * Pure. Texts as they travel between the workers: B a JSON array of integers, C a JSON object, D a message id
 * or "". */
#ifndef VIGIE_ROW_H
#define VIGIE_ROW_H

#include "buffer.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROW_VALIDATORS_MOST  256
#define ROW_CORRECTIONS_MOST 256
#define ROW_CELL_MOST        50000 /* characters, as Google counts them */

struct correction {
    char *author; /* key of the object, a user id as a rule; other keys are kept as they are */
    char *text;
};

/* Owned by whoever embeds it: row_init or row_read, then row_free. */
struct row {
    uint64_t validators[ROW_VALIDATORS_MOST];
    size_t validator_count;
    struct correction corrections[ROW_CORRECTIONS_MOST];
    size_t correction_count;
    uint64_t message_id; /* 0: no panel yet */
};

void row_init(struct row *row);
/* *ret_row owns its own texts. */
void row_copy(struct row *ret_row, const struct row *row);
/* Accepts a row that row_read refused. */
void row_free(struct row *row);

/* *ret_row is empty on an error. ERR_SYNTAX: not such texts, so nothing may be written over them; ERR_FULL. */
struct err row_read(struct row *ret_row, const char *b, const char *c, const char *d);

/* Append the texts. */
void row_write_b(const struct row *row, struct buffer *out);
void row_write_c(const struct row *row, struct buffer *out);
void row_write_d(const struct row *row, struct buffer *out);

/* No cell holds more than Google takes. */
bool row_fits(const struct row *row);

bool row_validated_by(const struct row *row, uint64_t user_id);
/* NULL: none. */
const char *row_correction_of(const struct row *row, uint64_t user_id);

/* False: no room. Adding twice changes nothing. */
bool row_add_validator(struct row *row, uint64_t user_id);
bool row_remove_validator(struct row *row, uint64_t user_id); /* false: was none */
bool row_set_correction(struct row *row, uint64_t user_id, const char *text);
bool row_remove_correction(struct row *row, uint64_t user_id); /* false: had none */

#endif
