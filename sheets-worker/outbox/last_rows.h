/* The sheet as it was last seen, kept in a file of its own, so that after a restart with Google down the
 * known tickets still have their rows. Losing it costs nothing but that. One owner. */
#ifndef VIGIE_LAST_ROWS_H
#define VIGIE_LAST_ROWS_H

#include "people.h"
#include "row_map.h"

#define LAST_ROWS_MOST 100000 /* of a larger sheet nothing is kept */

struct last_rows;

/* NULL when it cannot be opened: nothing is kept then. `home`: the spreadsheet; rows of another are dropped.
 * `path` NULL: memory only. */
struct last_rows *last_rows_open(const char *path, const char *home);
/* Accepts NULL, as all do. */
void last_rows_close(struct last_rows **rows);

/* A map without places, NULL: none is kept. *ret_wall_ms: when that sheet was read. */
struct row_map *last_rows_load(struct last_rows *rows, int64_t *ret_wall_ms);

/* A read shows `now`; only what differs from `before` (what is kept, NULL: nothing) is written. */
void last_rows_save(struct last_rows *rows, const struct row_map *before, const struct row_map *now,
                    int64_t wall_ms);
/* People's rows as they were last seen, whole: so that one that a write of ours falls on is known even if we
 * die before the next read. NULL: none were ever kept. */
struct people *last_rows_people(struct last_rows *rows);
void last_rows_save_people(struct last_rows *rows, const struct people *people);
/* These rows were written to the sheet. */
void last_rows_wrote(struct last_rows *rows, const struct row *written, size_t count);

#endif
