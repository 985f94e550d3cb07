/* spreadsheets.values: read, write, append, clear. Each call answers into call->reply; a refused call changes
 * nothing. Pure. https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets.values */
#ifndef VIGIE_SIM_VALUES_H
#define VIGIE_SIM_VALUES_H

#include "sheets_call.h"

void values_get(const struct sheets_call *call, const char *range, const struct form *query);
void values_batch_get(const struct sheets_call *call, const struct form *query);
void values_update(const struct sheets_call *call, const char *range, const struct form *query,
                   const struct json_value *body);
void values_batch_update(const struct sheets_call *call, const struct json_value *body);
void values_append(const struct sheets_call *call, const char *range, const struct form *query,
                   const struct json_value *body);
void values_clear(const struct sheets_call *call, const char *range);
void values_batch_clear(const struct sheets_call *call, const struct json_value *body);
void values_batch_get_by_filter(const struct sheets_call *call, const struct json_value *body);
void values_batch_update_by_filter(const struct sheets_call *call, const struct json_value *body);
void values_batch_clear_by_filter(const struct sheets_call *call, const struct json_value *body);

/* ---- Shared by the files of values_*.c ---- */

/* A range of a request, found in the book and closed at the grid. */
struct target {
    struct grid *grid;
    struct rect rect;
    bool one_cell;
};
/* False: refused, the reply is written. */
bool values_target(const struct sheets_call *call, const char *range, struct target *ret_target);

/* Does one cell of this tab hold no more than one value, because its title has a colon? A quirk. */
bool values_is_narrow(const struct sheets_call *call, const struct grid *grid);

enum dimension { BY_ROWS, BY_COLUMNS };
struct read_options {
    enum dimension dimension;
    enum cell_render render;
    bool dates_as_text; /* though not formatted */
};
/* Names as in the query; "" are the defaults. False: refused. */
bool values_read_options(const struct sheets_call *call, const char *dimension, const char *render,
                         const char *dates, struct read_options *ret_options);
/* From a query; from a body: of the members with that prefix ("", "response"). */
bool values_read_options_query(const struct sheets_call *call, const struct form *query,
                               struct read_options *ret_options);
bool values_read_options_body(const struct sheets_call *call, const struct json_value *body,
                              const char *prefix, struct read_options *ret_options);
/* False: refused, because a part of it is protected; `path`: where in the body, "" is not told. */
bool values_may_write(const struct sheets_call *call, const struct target *t, const char *path);
void values_clear_target(const struct sheets_call *call, const struct target *t);
/* {"range","majorDimension","values"?}, trimmed at the end of rows and at the end. */
void values_write_range(const struct target *t, struct read_options options, struct json_writer *w);
void values_write_a1(const struct grid *g, struct rect rect, struct json_writer *w);
/* False: refused because `object` holds a member that is not in `known` (names with blanks between). */
bool values_knows(const struct sheets_call *call, const struct json_value *object, const char *path,
                  const char *known);

#endif
