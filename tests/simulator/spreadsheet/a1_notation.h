/* A1 notation: `'Tab''s name'!A2:D`, `A:D`, `2:2`, `Tab`. Pure.
 * What could be a cell is one: a tab called D3 must be written 'D3' (Google answers so too). */
#ifndef VIGIE_SIM_A1_H
#define VIGIE_SIM_A1_H

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* In `end_row` and `end_column`: up to the end of the grid. */
#define A1_OPEN UINT32_MAX

/* 0-based, half-open. */
struct rect {
    uint32_t row, column, end_row, end_column;
};

enum { A1_MAX_TITLE = 400 };

struct a1 {
    char title[A1_MAX_TITLE + 1]; /* "" when none is written: the first tab */
    struct rect rect;             /* everything open when only a title is written */
    bool one_cell;                /* "A1": values may reach over it when they are written */
};

/* False: not A1 notation. */
bool a1_parse(const char *text, struct a1 *ret_a1);

/* Appends the range as Google writes it: quotes only where needed, no ':' for one cell. Nothing may be open
 * any more. */
void a1_write(struct buffer *out, const char *title, struct rect rect);
/* "A", "Z", "AA"… of a 0-based column. */
void a1_write_column(struct buffer *out, uint32_t column);

#endif
