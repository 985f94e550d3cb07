/* The outbox in memory, which is what everybody reads: for each key the newest row that is on disk and not in
 * the sheet, waiting or refused, in the order in which the rows began to wait. The file (journal_file.h)
 * follows. Pure. Owned by its creator; rows handed out live until their next change. */
#ifndef VIGIE_WAITING_ROWS_H
#define VIGIE_WAITING_ROWS_H

#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct waiting_rows;

struct outbox_row {
    struct row row;
    uint64_t id, version; /* the version tells it from a later row of the same key */
    int64_t accepted_ms;  /* UTC; when the row began to wait */
    const char *refused;  /* Google's words; NULL: it waits */
};

struct waiting_rows *waiting_rows_create(void);
/* Accepts NULL. */
void waiting_rows_destroy(struct waiting_rows **rows);

/* The newest row of its key, copied. It keeps the place of the one that it replaces, if that still waited. */
void waiting_rows_put(struct waiting_rows *rows, const struct row *row, uint64_t version, int64_t wall_ms);
/* It leaves, or is refused, if this version is still the newest of its key. */
bool waiting_rows_leave(struct waiting_rows *rows, uint64_t id, uint64_t version);
bool waiting_rows_refuse(struct waiting_rows *rows, uint64_t id, uint64_t version, const char *reason);

/* NULL: that key has none. */
const struct outbox_row *waiting_rows_find(const struct waiting_rows *rows, uint64_t id);
/* The row that has waited longest, then the next one; refused ones are left out. NULL: there is none. */
const struct outbox_row *waiting_rows_first(const struct waiting_rows *rows);
const struct outbox_row *waiting_rows_next(const struct outbox_row *row);
/* Every row, refused ones too, in no order. `row` NULL: the first. */
const struct outbox_row *waiting_rows_each(const struct waiting_rows *rows, const struct outbox_row *row);

struct waiting_counts {
    size_t waiting, refused;
    size_t bytes; /* of all texts */
};
struct waiting_counts waiting_rows_counts(const struct waiting_rows *rows);

#endif
