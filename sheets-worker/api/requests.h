/* The calls of the Sheets API v4 that we make, as method, URL and body. Pure.
 * Cells are sent as text with RAW or as stringValue, never as numbers and never parsed: ids keep their
 * digits, and a correction that begins with '=' stays a text. */
#ifndef VIGIE_REQUESTS_H
#define VIGIE_REQUESTS_H

#include "buffer.h"
#include "foreign_rows.h"
#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COLUMNS          4
#define API_REQUEST_MOST (8u * 1024 * 1024) /* Google refuses 10 MiB */

/* Where the rows are. Strings are borrowed. */
struct api_place {
    const char *base_url; /* "https://sheets.googleapis.com" */
    const char *spreadsheet_id;
    const char *title; /* of the tab, as it is now */
    int64_t sheet_id;  /* of the tab, stays when it is renamed */
};

struct api_request {
    const char *method;
    bool is_write;
    struct buffer url, body; /* body empty: none */
};
void api_request_free(struct api_request *request);

/* One row to write where it stands: only the columns in `changed` (bit 0: A) are touched. */
struct api_update {
    struct row row;
    uint32_t place;
    unsigned changed;
};

/* Each fills a fresh *request; free it even if its buffers failed. */
void request_tabs(struct api_request *request, const struct api_place *place);
/* Formulas as they were typed, not what they come to. */
void request_rows(struct api_request *request, const struct api_place *place);
/* All that stands in that row, in whatever column, formulas as they were typed. */
void request_whole_row(struct api_request *request, const struct api_place *place, uint32_t row);
void request_updates(struct api_request *request, const struct api_place *place,
                     const struct api_update *updates, size_t count);
/* Puts back what people's rows held in B to D. All or nothing. */
void request_restore(struct api_request *request, const struct api_place *place,
                     const struct foreign_hit *hits, size_t count);
/* All or nothing, after the last row that holds data; the grid grows if it must. Not idempotent. */
void request_inserts(struct api_request *request, const struct api_place *place, const struct row *rows,
                     size_t count);
/* At least COLUMNS columns. */
void request_widen(struct api_request *request, const struct api_place *place);

#endif
