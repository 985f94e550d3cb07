/* One tab: a grid of typed cells, stored row by row as far as there is something. Pure.
 * All positions are 0-based; ends are half-open. */
#ifndef VIGIE_SIM_GRID_H
#define VIGIE_SIM_GRID_H

#include "a1_notation.h"
#include "sheet_cell.h"

#include <stddef.h>
#include <stdint.h>

struct grid_row {
    struct cell *cells;
    uint32_t count;
};

struct grid {
    int32_t id;
    char *title; /* owned */
    uint32_t rows, columns, frozen_rows;
    struct grid_row *lines; /* the first `line_count` of `rows` */
    uint32_t line_count;
};

struct grid *grid_create(int32_t id, const char *title, uint32_t rows, uint32_t columns);
struct grid *grid_clone(const struct grid *g);
/* Accepts NULL. */
void grid_destroy(struct grid **g);
void grid_rename(struct grid *g, const char *title);

/* NULL: nothing was ever there. */
const struct cell *grid_peek(const struct grid *g, uint32_t row, uint32_t column);
/* Made if need be; lives until the next change of the grid. The position lies within rows and columns. */
struct cell *grid_cell(struct grid *g, uint32_t row, uint32_t column);

/* Rows up to the last one with a value; the same for the columns of one row. */
uint32_t grid_used_rows(const struct grid *g);
uint32_t grid_used_columns(const struct grid *g, uint32_t row);

/* `rect` with its open ends closed at the grid. */
struct rect grid_close(const struct grid *g, struct rect rect);
bool grid_contains(const struct grid *g, struct rect rect);

/* The block of values around (row, column) that no empty row and column separates from it. */
struct rect grid_block(const struct grid *g, uint32_t row, uint32_t column);

void grid_insert_rows(struct grid *g, uint32_t at, uint32_t count);
void grid_delete_rows(struct grid *g, uint32_t first, uint32_t end);
void grid_insert_columns(struct grid *g, uint32_t at, uint32_t count);
void grid_delete_columns(struct grid *g, uint32_t first, uint32_t end);
/* Rows [first, end) go to before what is row `to` now; `to` lies not between the two. The same for columns. */
void grid_move_rows(struct grid *g, uint32_t first, uint32_t end, uint32_t to);
void grid_move_columns(struct grid *g, uint32_t first, uint32_t end, uint32_t to);
/* Stable; moves the cells of `rect` only. */
void grid_sort(struct grid *g, struct rect rect, uint32_t by_column, bool descending);

#endif
