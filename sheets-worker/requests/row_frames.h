/* The bodies of ROW frames. Pure. */
#ifndef VIGIE_ROW_FRAMES_H
#define VIGIE_ROW_FRAMES_H

#include "buffer.h"
#include "frame.h"
#include "row.h"
#include "row_map.h"

#include <stdbool.h>

/* What the gateway-worker asks. Texts are canonical and belong to the question. */
struct row_request {
    char key[24];
    char op[384]; /* ROW_PUT, ROW_KEEP: one operation, or several that were applied together, parted by commas
                   */
    struct buffer b, c; /* ... canonical */
    char d[24];
    struct buffer change; /* ROW_KEEP: rows/row_change.h */
};

/* Reads the body of ROW_GET, ROW_PUT or ROW_KEEP (messages.def). NULL, or why it cannot be answered: French.
 * Free the question either way. */
const char *row_request_read(struct row_request *q, enum message type, const char *body, size_t length);
void row_request_free(struct row_request *q);

/* Each replaces the contents of `out`. */
void row_reply_refused(struct buffer *out, const char *key, const char *reason, bool retry);
/* The disk has not said yes or no to a PUT that it was given: to be asked again. */
void row_reply_undecided(struct buffer *out, const char *key, const char *reason);
/* The sheet cannot be read, and a change of this row would be kept until it can. */
void row_reply_unread(struct buffer *out, const char *key, const char *reason);
/* The change is kept. */
void row_reply_kept(struct buffer *out, const char *key);
/* With these settings there is no sheet, and no row can ever be known. */
void row_reply_off(struct buffer *out, const char *key, const char *reason);
/* The row of a PUT or of the outbox: canonical already. */
void row_reply_row(struct buffer *out, const struct row *row, bool stored);
/* A row that is stored must fit a frame, for it will be read back. */
bool row_reply_fits(const struct row *row);
/* As the sheet has it, NULL: it has none. `stale_s`: how long ago it was read, 0: it is fresh. */
void row_reply_sheet_row(struct buffer *out, const char *key, const struct map_row *row, bool stored,
                         uint64_t stale_s);

#endif
