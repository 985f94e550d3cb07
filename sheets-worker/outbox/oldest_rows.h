/* A copy of the longest waiting rows, so that what is done with them does not depend on the journal. */
#ifndef VIGIE_OLDEST_ROWS_H
#define VIGIE_OLDEST_ROWS_H

#include "journal.h"

#define OLDEST_ROWS_MAX 500

/* Zero it first. */
struct oldest_rows {
    struct waiting_row rows[OLDEST_ROWS_MAX];
    size_t count;
};

/* Replaces what it held by the OLDEST_ROWS_MAX oldest rows, oldest first. */
void oldest_rows_load(struct oldest_rows *oldest, const struct journal *journal);
void oldest_rows_free(struct oldest_rows *oldest);

#endif
