/* Two rows of one ticket as one: everybody who validated, everybody's corrections. What the first row says of
 * a person counts before what the second says; the newest panel is the ticket's. Pure. */
#ifndef VIGIE_UNITE_H
#define VIGIE_UNITE_H

#include "buffer.h"
#include "err.h"
#include "row.h"

struct united_row {
    struct buffer b, c; /* canonical */
    struct buffer d;
};

/* Zero it first; free it in any case. */
void united_row_free(struct united_row *row);

/* ERR_SYNTAX: one of the cells holds what is no list or no corrections, a person's; *united is as it was.
 * The first row may be what `united` holds. */
struct err unite_rows(const struct row *first, const struct row *second, struct united_row *united);

#endif
