/* One cell of the pretend Google Sheet, typed as Google types it: an id that was sent as a number is a number
 * here too, rounded to 15 digits, so that the loss can be seen. Pure. Owned by whoever embeds it: zero it,
 * then cell_free. */
#ifndef VIGIE_SIM_CELL_H
#define VIGIE_SIM_CELL_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>

/* Most UTF-16 units that one cell may hold. */
enum { CELL_MAX_UNITS = 50000 };

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_BOOL, CELL_ERROR };

struct cell {
    enum cell_kind kind;
    bool text_format; /* numberFormat TEXT: what a person types there stays text; survives clearing */
    bool truth;
    bool is_date; /* a number that is shown as a day */
    double number;
    char *text;    /* owned; of CELL_ERROR "#ERROR!" and its like */
    char *formula; /* owned; what the value was worked out from, NULL: entered as it is */
};

void cell_free(struct cell *c);
void cell_clear(struct cell *c);
void cell_set_text(struct cell *c, const char *text); /* "" clears */
void cell_set_number(struct cell *c, double number);
void cell_set_bool(struct cell *c, bool truth);
void cell_set_error(struct cell *c, const char *word);
/* Value and format; what `to` held is freed. */
void cell_copy(struct cell *to, const struct cell *from);
bool cell_same_value(const struct cell *a, const struct cell *b);

/* As if a person had typed it: digits become a number, 1/2 a day, TRUE a truth value, = begins a formula, a
 * leading ' is taken off. */
void cell_type(struct cell *c, const char *text);

enum cell_input { CELL_RAW, CELL_USER_ENTERED };
enum cell_entry { CELL_ENTERED, CELL_SKIPPED, CELL_NOT_SCALAR, CELL_TOO_LONG };
/* One element of `values`: null leaves the cell alone, "" clears it. On CELL_NOT_SCALAR and CELL_TOO_LONG
 * nothing changes. */
enum cell_entry cell_enter(struct cell *c, const struct json_value *v, enum cell_input how);
/* The same judgement without a cell. */
enum cell_entry cell_judge(const struct json_value *v);

enum cell_render { CELL_FORMATTED, CELL_UNFORMATTED, CELL_FORMULA };
/* As values.get answers it; an empty cell is "". */
void cell_write_value(const struct cell *c, enum cell_render render, struct json_writer *w);
/* {"type":"string"|"number"|"bool","value":…}, or null. */
void cell_write_typed(const struct cell *c, struct json_writer *w);

/* As a CellData has it: {"stringValue"|"numberValue"|"boolValue"|"errorValue": …}; of a formula what was
 * entered, if `entered`. The cell is not empty. */
void cell_write_extended(const struct cell *c, bool entered, struct json_writer *w);

/* Order of a sort: numbers, texts, truth values, errors, empty cells last. <0, 0, >0. */
int cell_compare(const struct cell *a, const struct cell *b);

#endif
