/* The sheet as it was last seen, kept in a file of its own, so that after a restart with Google down the
 * known tickets still have their rows. Losing it costs nothing but that. Written beside the loop: what comes
 * meanwhile goes with the next transaction. One owner. */
#ifndef VIGIE_LAST_ROWS_H
#define VIGIE_LAST_ROWS_H

#include "err.h"
#include "foreign_rows.h"
#include "row_map.h"

struct loop;

#define LAST_ROWS_MAX       100000             /* of a larger sheet nothing is kept */
#define LAST_ROWS_BYTES_MAX (64 * 1024 * 1024) /* on their way to the disk; over it the same */

struct last_rows;

/* What a predecessor kept. */
struct last_rows_found {
    struct row_map *map;          /* without places; NULL: nothing */
    int64_t read_ms;              /* UTC, when that sheet was read */
    struct foreign_rows *foreign; /* NULL: none were ever kept */
    struct err trouble;           /* why nothing is kept; ERR_OK: it is */
    bool moved_aside;             /* the file was broken, and another one is begun */
};

/* Opens the file beside the loop; `on_open` takes what it held. `folder` NULL, or a file that cannot be
 * opened: nothing is kept. `target`: the spreadsheet and tab; rows of another are dropped. `on_saved`: nothing
 * is on its way to the disk any more. Never NULL. */
struct last_rows_handlers {
    void (*on_open)(void *ctx, struct last_rows_found *take_found);
    void (*on_saved)(void *ctx);
};
struct last_rows *last_rows_create(struct loop *loop, const char *folder, const char *target,
                                   const struct last_rows_handlers *handlers, void *ctx);
/* Closes the file beside the loop, which is turned until that is done. Accepts NULL. */
void last_rows_destroy(struct last_rows **rows);
void last_rows_found_free(struct last_rows_found *found);

/* A read shows `now`; only what differs from `before` (what is kept, NULL: nothing) is written. */
void last_rows_save(struct last_rows *rows, const struct row_map *before, const struct row_map *now,
                    int64_t wall_ms);
/* People's rows as they were last seen, whole: so that one that a write of ours falls on is known even if we
 * die before the next read. */
void last_rows_save_foreign(struct last_rows *rows, const struct foreign_rows *foreign);
/* Google confirmed that these rows stand in the sheet as we accepted them. */
void last_rows_wrote(struct last_rows *rows, const struct row *written, size_t count);

/* Are people's rows on their way to the disk? No write to the sheet may leave before they are there. */
bool last_rows_saving_foreign(const struct last_rows *rows);

#endif
