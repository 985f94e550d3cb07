/* The grid of one tab: storage and looking. Rearranging is grid_arrange.c. */
#include "grid.h"

#include "text_copy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct grid *grid_create(int32_t id, const char *title, uint32_t rows, uint32_t columns)
{
    struct grid *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    *g = (struct grid){.id = id, .title = text_copy(title), .rows = rows, .columns = columns};
    return g;
}

void grid_destroy(struct grid **g)
{
    if (!*g)
        return;
    for (uint32_t r = 0; r < (*g)->line_count; r++) {
        for (uint32_t c = 0; c < (*g)->lines[r].count; c++)
            cell_free(&(*g)->lines[r].cells[c]);
        free((*g)->lines[r].cells);
    }
    free((*g)->lines);
    free((*g)->title);
    free(*g);
    *g = NULL;
}

struct grid *grid_clone(const struct grid *g)
{
    struct grid *copy = grid_create(g->id, g->title, g->rows, g->columns);
    if (!copy)
        return NULL;
    copy->frozen_rows = g->frozen_rows;
    for (uint32_t r = g->line_count; r-- > 0;)
        for (uint32_t c = g->lines[r].count; c-- > 0;)
            cell_copy(grid_cell(copy, r, c), &g->lines[r].cells[c]);
    return copy;
}

void grid_rename(struct grid *g, const char *title)
{
    char *copy = text_copy(title);
    free(g->title);
    g->title = copy;
}

const struct cell *grid_peek(const struct grid *g, uint32_t row, uint32_t column)
{
    if (row >= g->line_count || column >= g->lines[row].count)
        return NULL;
    return &g->lines[row].cells[column];
}

/* Zeroed room for `count` elements; running out of memory ends a test program. */
static void *widen(void *old, size_t size, uint32_t old_count, uint32_t count)
{
    char *wider = realloc(old, size * count);
    if (!wider)
        abort();
    memset(wider + size * old_count, 0, size * (count - old_count));
    return wider;
}

struct cell *grid_cell(struct grid *g, uint32_t row, uint32_t column)
{
    assert(row < g->rows && column < g->columns);
    if (row >= g->line_count) {
        g->lines = widen(g->lines, sizeof *g->lines, g->line_count, row + 1);
        g->line_count = row + 1;
    }
    struct grid_row *line = &g->lines[row];
    if (column >= line->count) {
        line->cells = widen(line->cells, sizeof *line->cells, line->count, column + 1);
        line->count = column + 1;
    }
    return &line->cells[column];
}

uint32_t grid_used_columns(const struct grid *g, uint32_t row)
{
    if (row >= g->line_count)
        return 0;
    uint32_t n = g->lines[row].count;
    while (n > 0 && g->lines[row].cells[n - 1].kind == CELL_EMPTY)
        n--;
    return n;
}

uint32_t grid_used_rows(const struct grid *g)
{
    uint32_t n = g->line_count;
    while (n > 0 && grid_used_columns(g, n - 1) == 0)
        n--;
    return n;
}

struct rect grid_close(const struct grid *g, struct rect rect)
{
    if (rect.end_row == A1_OPEN)
        rect.end_row = g->rows;
    if (rect.end_column == A1_OPEN)
        rect.end_column = g->columns;
    return rect;
}

bool grid_contains(const struct grid *g, struct rect rect)
{
    return rect.row < rect.end_row && rect.column < rect.end_column && rect.end_row <= g->rows &&
           rect.end_column <= g->columns;
}

static bool any_value(const struct grid *g, struct rect rect)
{
    for (uint32_t r = rect.row; r < rect.end_row && r < g->line_count; r++)
        for (uint32_t c = rect.column; c < rect.end_column && c < g->lines[r].count; c++)
            if (g->lines[r].cells[c].kind != CELL_EMPTY)
                return true;
    return false;
}

/* Widens the block by one row or column where a value touches it, corners included. */
static bool widen_block(const struct grid *g, struct rect *b)
{
    const uint32_t left = b->column ? b->column - 1 : 0, top = b->row ? b->row - 1 : 0;
    const uint32_t right = b->end_column + 1, bottom = b->end_row + 1;
    if (b->row && any_value(g, (struct rect){top, left, b->row, right}))
        b->row--;
    else if (b->end_row < g->rows && any_value(g, (struct rect){b->end_row, left, bottom, right}))
        b->end_row++;
    else if (b->column && any_value(g, (struct rect){top, left, bottom, b->column}))
        b->column--;
    else if (b->end_column < g->columns && any_value(g, (struct rect){top, b->end_column, bottom, right}))
        b->end_column++;
    else
        return false;
    return true;
}

struct rect grid_block(const struct grid *g, uint32_t row, uint32_t column)
{
    struct rect b = {row, column, row + 1, column + 1};
    while (widen_block(g, &b))
        ;
    return b;
}
