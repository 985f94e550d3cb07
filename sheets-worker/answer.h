/* The bodies of ROW frames. Pure. */
#ifndef VIGIE_ANSWER_H
#define VIGIE_ANSWER_H

#include "buffer.h"
#include "row.h"
#include "row_map.h"

#include <stdbool.h>

/* What the gateway-worker asks. Texts are canonical and belong to the question. */
struct question {
    char key[24];
    char op[384];       /* ROW_PUT: one operation, or several that were applied together, parted by commas */
    struct buffer b, c; /* ... canonical */
    char d[24];
};

/* Reads {"key"} or {"op","key","b","c","d"}. NULL, or why it cannot be answered: French. Free the question
 * either way. */
const char *question_read(struct question *q, bool is_put, const char *body, size_t length);
void question_free(struct question *q);

/* Each replaces the contents of `out`. */
void answer_refused(struct buffer *out, const char *key, const char *reason, bool retry);
/* The disk has not said yes or no to a PUT that it was given: to be asked again. */
void answer_undecided(struct buffer *out, const char *key, const char *reason);
/* With these settings there is no sheet, and no row can ever be known. */
void answer_off(struct buffer *out, const char *key, const char *reason);
/* The row of a PUT or of the outbox: canonical already. */
void answer_row(struct buffer *out, const struct row *row, bool stored);
/* As the sheet has it, NULL: it has none. `stale_s`: how long ago it was read, 0: it is fresh. */
void answer_sheet_row(struct buffer *out, const char *key, const struct map_row *row, bool stored,
                      uint64_t stale_s);

#endif
