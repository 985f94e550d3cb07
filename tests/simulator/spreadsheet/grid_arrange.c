/* Rearranging a grid: what people do to a sheet while a program believes that rows stay where they were. */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

static void free_line(struct grid_row *line)
{
    for (uint32_t c = 0; c < line->count; c++)
        cell_free(&line->cells[c]);
    free(line->cells);
    *line = (struct grid_row){0};
}

void grid_insert_rows(struct grid *g, uint32_t at, uint32_t count)
{
    g->rows += count;
    if (at >= g->line_count || count == 0)
        return;
    struct grid_row *lines = realloc(g->lines, sizeof *lines * (g->line_count + count));
    if (!lines)
        abort();
    memmove(lines + at + count, lines + at, sizeof *lines * (g->line_count - at));
    memset(lines + at, 0, sizeof *lines * count);
    g->lines = lines;
    g->line_count += count;
}

void grid_delete_rows(struct grid *g, uint32_t first, uint32_t end)
{
    g->rows -= end - first;
    if (end > g->line_count)
        end = g->line_count;
    if (first >= end)
        return;
    for (uint32_t r = first; r < end; r++)
        free_line(&g->lines[r]);
    memmove(g->lines + first, g->lines + end, sizeof *g->lines * (g->line_count - end));
    g->line_count -= end - first;
}

void grid_insert_columns(struct grid *g, uint32_t at, uint32_t count)
{
    g->columns += count;
    for (uint32_t r = 0; r < g->line_count; r++) {
        struct grid_row *line = &g->lines[r];
        if (at >= line->count || count == 0)
            continue;
        uint32_t old = line->count;
        grid_cell(g, r, old + count - 1);
        memmove(line->cells + at + count, line->cells + at, sizeof *line->cells * (old - at));
        memset(line->cells + at, 0, sizeof *line->cells * count);
    }
}

void grid_delete_columns(struct grid *g, uint32_t first, uint32_t end)
{
    g->columns -= end - first;
    for (uint32_t r = 0; r < g->line_count; r++) {
        struct grid_row *line = &g->lines[r];
        uint32_t last = end < line->count ? end : line->count;
        if (first >= last)
            continue;
        for (uint32_t c = first; c < last; c++)
            cell_free(&line->cells[c]);
        memmove(line->cells + first, line->cells + last, sizeof *line->cells * (line->count - last));
        line->count -= last - first;
    }
}

/* Elements [first, end) of an array go to before `to`. */
static void rotate(void *array, size_t size, uint32_t first, uint32_t end, uint32_t to)
{
    char *base = array;
    if (to >= first && to <= end)
        return; /* they stand there */
    uint32_t low = to < first ? to : first, middle = to < first ? first : end, high = to < first ? end : to;
    size_t left = size * (middle - low), right = size * (high - middle);
    char *kept = malloc(left + 1);
    if (!kept)
        abort();
    memcpy(kept, base + size * low, left);
    memmove(base + size * low, base + size * middle, right);
    memcpy(base + size * low + right, kept, left);
    free(kept);
}

void grid_move_rows(struct grid *g, uint32_t first, uint32_t end, uint32_t to)
{
    uint32_t last = to > end ? to : end;
    if (g->line_count < last)
        grid_cell(g, last - 1, 0);
    rotate(g->lines, sizeof *g->lines, first, end, to);
}

void grid_move_columns(struct grid *g, uint32_t first, uint32_t end, uint32_t to)
{
    uint32_t last = to > end ? to : end;
    for (uint32_t r = 0; r < g->line_count; r++) {
        grid_cell(g, r, last - 1);
        rotate(g->lines[r].cells, sizeof *g->lines[r].cells, first, end, to);
    }
}

struct sort_row {
    struct cell *cells; /* of the sorted rectangle, taken out of the grid */
    uint32_t place;     /* where it stood: keeps the sort stable */
    uint32_t by;
    bool descending;
};

static int compare_rows(const void *left, const void *right)
{
    const struct sort_row *a = left, *b = right;
    const struct cell *x = &a->cells[a->by], *y = &b->cells[b->by];
    int order = cell_compare(x, y);
    /* Empty cells stay last whichever way it goes. */
    if (a->descending && x->kind != CELL_EMPTY && y->kind != CELL_EMPTY)
        order = -order;
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

void grid_sort(struct grid *g, struct rect rect, uint32_t by_column, bool descending)
{
    if (rect.end_row > g->line_count)
        rect.end_row = g->line_count;
    if (rect.row >= rect.end_row || by_column < rect.column || by_column >= rect.end_column)
        return;
    uint32_t rows = rect.end_row - rect.row, width = rect.end_column - rect.column;
    size_t line_size = sizeof(struct cell) * width;
    struct sort_row *order = calloc(rows, sizeof *order);
    struct cell *cells = calloc(rows, line_size);
    if (!order || !cells)
        abort();
    for (uint32_t r = 0; r < rows; r++) {
        grid_cell(g, rect.row + r, rect.end_column - 1);
        memcpy(cells + (size_t)r * width, g->lines[rect.row + r].cells + rect.column, line_size);
        order[r] = (struct sort_row){cells + (size_t)r * width, r, by_column - rect.column, descending};
    }
    qsort(order, rows, sizeof *order, compare_rows);
    for (uint32_t r = 0; r < rows; r++)
        memcpy(g->lines[rect.row + r].cells + rect.column, order[r].cells, line_size);
    free(cells);
    free(order);
}
