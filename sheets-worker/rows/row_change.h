/* What somebody asked for while nobody could read the row: a press of "Validé", or a correction. Kept as JSON
 * by the outbox (kept_changes.h), and applied to whatever the row says once it was read. Pure. */
#ifndef VIGIE_ROW_CHANGE_H
#define VIGIE_ROW_CHANGE_H

#include "buffer.h"
#include "err.h"
#include "row.h"

#include <stdint.h>

struct json_value;
struct united_row;

/* Out of a request {"user","text" (null: a press),"d": the panel}: what is to be kept. ERR_SYNTAX: it is
 * none. */
struct err row_change_keep(const struct json_value *request, struct buffer *out);

/* `row` as the change makes it; "[]", "{}", "" for a row that is not there. A press toggles. A correction
 * never takes the place of an earlier one of the same person, for its form was opened while nobody knew of
 * that: it follows it, unless it repeats it. ERR_SYNTAX: a cell holds what is a person's, *changed is as it
 * was; ERR_FULL: the row has no room for it. `row` may be what `changed` holds (unite.h). */
struct err row_change_apply(const struct row *row, const char *change, struct united_row *changed);

#endif
