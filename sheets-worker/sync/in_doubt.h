/* Rows of writes that Google may carry out, or have carried out, without our hearing of it: what was sent and
 * where to. Written down before a write leaves (outbox/doubt_memo.h), so that whoever comes after us, even if
 * everything died, knows what may yet land and where to look (docs/decisions/0025). Cells are known by their
 * hashes; the rows themselves are in the outbox. Pure; embedded by its user, zero it first. */
#ifndef VIGIE_IN_DOUBT_H
#define VIGIE_IN_DOUBT_H

#include "buffer.h"
#include "plan.h"

/* How long Google may carry out a write that was not answered. It ends a request after 180 s ("timeout
 * error", https://developers.google.com/workspace/sheets/api/limits); the rest is for the way there and the
 * clock. */
#define IN_DOUBT_MS 185000

/* The oldest are forgotten. */
#define IN_DOUBT_MAX       4096
#define IN_DOUBT_BYTES_MAX (1024 * 1024) /* as text: no row is longer than 128 bytes */

struct sent_row {
    uint64_t id;
    uint32_t place;    /* 0: appended */
    unsigned columns;  /* that were written, bit 0: A */
    uint64_t cells[3]; /* cell_hash of B, C and D */
    int64_t wall_ms;   /* UTC, when it was written down last */
    bool under_way;    /* of the batch that leaves, or has left, and was not answered */
    bool unanswered;   /* ... of an earlier one that never will be */
};

struct in_doubt {
    struct sent_row *rows;
    size_t count, room;
};

void in_doubt_free(struct in_doubt *in_doubt);

/* The batch of `plan` is to leave. True: it must be written down first; false: it is on disk as it is. */
bool in_doubt_depart(struct in_doubt *in_doubt, const struct plan *plan, int64_t wall_ms);
/* It was answered: met[i] of its rows are done, NULL: nothing of it was carried out. A row that was not met
 * fell on another one, which somebody must look after. True: there is less to write down than before. */
bool in_doubt_answered(struct in_doubt *in_doubt, const struct plan *plan, const bool *met);
/* Nobody knows what became of it. */
void in_doubt_unanswered(struct in_doubt *in_doubt);

/* Is there a row of which nobody knows where its cells are: not answered, or not met? */
bool in_doubt_astray(const struct in_doubt *in_doubt);

/* Forgets what can no longer land; what seems to lie in the future was sent now. True: something went. */
bool in_doubt_sweep(struct in_doubt *in_doubt, int64_t wall_ms);

/* One line a row. What is read is unanswered; what cannot be read is left out. */
void in_doubt_write(const struct in_doubt *in_doubt, struct buffer *out);
void in_doubt_read(struct in_doubt *in_doubt, const char *text, int64_t wall_ms);
/* How long ago the youngest was sent, at most IN_DOUBT_MS. */
uint64_t in_doubt_age_ms(const struct in_doubt *in_doubt, int64_t wall_ms);

#endif
