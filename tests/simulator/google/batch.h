/* spreadsheets.batchUpdate: a list of requests, all or none. The requests work on a copy of the book that
 * replaces it when the last one was good. Pure.
 * https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets/request */
#ifndef VIGIE_SIM_BATCH_H
#define VIGIE_SIM_BATCH_H

#include "sheets_call.h"

void batch_update(const struct sheets_call *call, const struct json_value *body);

/* ---- Shared by the files of batch_*.c ---- */

struct batch {
    const struct sheets_call *call;
    struct editor editor; /* on the copy, with a history of its own */
    bool trespassed;      /* a request reached for what is protected */
    size_t index;         /* of the request that is being carried out */
    const char *kind;
    struct json_writer *reply; /* inside the reply's object */
};

/* "Invalid requests[N].kind: …"; always false. */
bool batch_refuse(const struct batch *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The tab of `sheetId` (absent: 0), or NULL: refused. */
struct grid *batch_tab(const struct batch *b, const struct json_value *owner);
/* A GridRange, closed at the grid. False: refused. */
bool batch_range(const struct batch *b, const struct json_value *range, struct grid **ret_grid,
                 struct rect *ret_rect);
/* Would the book stay under its limit with this tab at rows × columns (`tab` NULL: a new one)? False:
 * refused. */
bool batch_has_room(const struct batch *b, const struct grid *tab, uint64_t rows, uint64_t columns);

/* What a request does; false: refused, nothing of the batch will stay. */
typedef bool batch_step(struct batch *b, const struct json_value *args);
#define REQUEST(name, step, members) batch_step step;
#define HARMLESS(name, members)
#include "batch.def"
#undef REQUEST
#undef HARMLESS
/* Looks whether the range of the request is there, and changes nothing. */
batch_step batch_take_note;

/* The value at one place, put at another; the place that it comes from may be empty. */
void batch_carry(const struct batch *b, struct grid *g, uint32_t from_row, uint32_t from_column, uint32_t row,
                 uint32_t column);

#endif
