/* The oracle's memory: every change of the pretend sheet, who made it, and when. Capped: the oldest entries
 * go first and are counted. Pure. history_init, then history_free. */
#ifndef VIGIE_SIM_HISTORY_H
#define VIGIE_SIM_HISTORY_H

#include "sheet_cell.h"

#include <stddef.h>
#include <stdint.h>

enum edited_by { BY_API, BY_HUMAN };

/* What was done: a cell set, or rows and tabs moved about. */
enum edit_kind {
#define EDIT(name, word) EDIT_##name,
#include "edits.def"
#undef EDIT
};

struct edit {
    uint64_t seq; /* 1, 2, 3… over all changes */
    int64_t at_ms;
    enum edited_by by;
    enum edit_kind kind;
    int32_t sheet_id;
    uint32_t row, column, count; /* 0-based; count: rows or columns of the structural kinds */
    struct cell before, after;   /* of EDIT_CELL */
};

struct history {
    struct edit *edits;
    size_t count, capacity;
    uint64_t last_seq, forgotten;
};

enum { HISTORY_CAP = 100000 };

void history_init(struct history *h);
void history_free(struct history *h);

/* Takes over the cells of `edit`; gives it its number. */
void history_add(struct history *h, struct edit edit);
/* Moves all of `from` to the end of `to`; `from` is empty afterwards. */
void history_append(struct history *to, struct history *from);

/* JSON array of the entries after `since`, the newest `most` of them; rows and columns 1-based. */
void history_write(const struct history *h, uint64_t since, size_t most, struct json_writer *w);

#endif
