/* Rows of writes that Google may carry out, or have carried out, without our hearing of it: what was sent and
 * where to. Written down before a write leaves (outbox/doubt_memo.h), so that whoever comes after us, even if
 * everything died, knows what may yet land and where to look (docs/decisions/0025). Cells are known by their
 * hashes; the rows themselves are in the outbox, or, of people's, in rows.db. Every write to cells goes
 * through here. Pure; embedded by its user, zero it first. */
#ifndef VIGIE_IN_DOUBT_H
#define VIGIE_IN_DOUBT_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So long a row that was written down may wait for its write to leave before it is written down again: more than a disk takes
 * that is slow and not broken, for a disk slower than this would have it written down again and again, and never leave. */
#define IN_DOUBT_RECENT_MS 60000
/* How long after it was written down Google may carry out a write that was not answered. It ends a request after 180 s
 * ("timeout error", https://developers.google.com/workspace/sheets/api/limits); 5 s are for the way there and the clock. */
#define IN_DOUBT_MS (180000 + 5000 + IN_DOUBT_RECENT_MS)

/* The oldest are forgotten. */
#define IN_DOUBT_MAX       4096
#define IN_DOUBT_BYTES_MAX (1024 * 1024) /* as text: no row is longer than 128 bytes */

struct sent_row {
    uint64_t id;       /* whose row it is; 0: a person's, put back */
    uint32_t place;    /* 0: appended */
    unsigned columns;  /* that were written, bit 0: A; SENT_CLEARS: a second row is emptied, A to D */
    uint64_t cells[3]; /* cell_typed_hash of B, C and D; SENT_CLEARS: how many second rows there were */
    int64_t wall_ms;   /* UTC, when it was written down last */
    uint32_t number; /* in the write that leaves, or has left, and was not answered, from 1; 0: not of that */
    bool unanswered; /* of an earlier one that never will be answered, or it fell on another row */
    bool unseen;     /* carried out, but the answer does not tell whose row it met: until the next read */
    bool named;      /* what it fell on was said, and is not known */
    uint64_t fell_on; /* cell_typed_hash of column A of that other row; 0: not known */
};

#define SENT_CLEARS 16u

struct in_doubt {
    struct sent_row *rows;
    size_t count, room;
};

void in_doubt_free(struct in_doubt *in_doubt);

/* A write of these rows is to leave, of which id, place, columns and cells count. True: it must be written
 * down first; false: it is on disk as it is. */
bool in_doubt_depart(struct in_doubt *in_doubt, const struct sent_row *rows, size_t count, int64_t wall_ms);
/* It was answered: met[i] of its rows are done. Any other fell on the row whose column A has the hash
 * fell_on[i], which somebody must look after. */
void in_doubt_answered(struct in_doubt *in_doubt, const bool *met, const uint64_t *fell_on);
/* Nothing of it was carried out. */
void in_doubt_refused(struct in_doubt *in_doubt);
/* It was carried out, nobody knows on whose rows. */
void in_doubt_carried_out(struct in_doubt *in_doubt);
/* Nobody knows what became of it. */
void in_doubt_unanswered(struct in_doubt *in_doubt);
/* A read was looked at that was sent after every answer. True: something went. */
bool in_doubt_looked(struct in_doubt *in_doubt);

/* May it have fallen on a row that it was not meant for? */
bool sent_row_astray(const struct sent_row *row);
/* Is there such a row? */
bool in_doubt_astray(const struct in_doubt *in_doubt);

/* Forgets what can no longer land; what seems to lie in the future was sent now. True: something went. */
bool in_doubt_sweep(struct in_doubt *in_doubt, int64_t wall_ms);

/* One line a row. What is read is unanswered; what cannot be read is left out. */
void in_doubt_write(const struct in_doubt *in_doubt, struct buffer *out);
void in_doubt_read(struct in_doubt *in_doubt, const char *text, int64_t wall_ms);
/* How long ago the youngest was sent, at most IN_DOUBT_MS. */
uint64_t in_doubt_age_ms(const struct in_doubt *in_doubt, int64_t wall_ms);

#endif
