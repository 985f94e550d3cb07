/* What the Sheets API answered with status 200. Pure; any bytes end in values or in an error. */
#ifndef VIGIE_REPLIES_H
#define VIGIE_REPLIES_H

#include "err.h"
#include "foreign_rows.h"
#include "requests.h"
#include "row_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct api_tab {
    char *title;
    int64_t sheet_id;
    uint32_t rows, columns; /* of the grid */
};

/* The tabs of cells, in the order of the spreadsheet; a chart's own tab is none. */
struct api_tabs {
    struct api_tab *tabs;
    size_t count;
};
void api_tabs_free(struct api_tabs *tabs);

/* From the answer to request_tabs; api_tabs_free. ERR_SYNTAX: no answer of Google's, *ret_tabs is not
 * written.
 */
struct err reply_tabs(const char *body, size_t length, struct api_tabs *ret_tabs);

/* Fills an empty map, and what holds the rows that are not in it, from the answer to request_rows.
 * ERR_SYNTAX. */
struct err reply_rows(const char *body, size_t length, struct row_map *map, struct foreign_rows *foreign);

/* From the answer to request_updates: did each row stand where it was written, ret_met[i] for updates[i]? One
 * whose column A was written too cannot be told and counts as met. Of one that did not, ret_fell_on[i] is the
 * cell_typed_hash (cell.h) of column A of the row that did, else 0. ERR_SYNTAX: nobody knows whether they
 * landed. */
struct err reply_updates(const char *body, size_t length, const struct api_update *updates, size_t count,
                         bool *ret_met, uint64_t *ret_fell_on);

/* What request_whole_row found, compared with `ours`, whose b, c and d may be NULL: anything. ERR_SYNTAX. */
struct reply_whole_row {
    bool has_key;  /* column A means that key */
    bool is_ours;  /* its other cells are ours or empty */
    bool is_alone; /* nothing stands beyond our columns */
};
struct err reply_whole_row(const char *body, size_t length, const struct row *ours,
                           struct reply_whole_row *ret_row);

/* Does the answer to a write look like one? If not, nobody knows whether it landed. */
bool reply_is_written(const char *body, size_t length);

#endif
