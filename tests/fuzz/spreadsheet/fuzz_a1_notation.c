/* A1 notation: whatever is accepted and lies in a grid is written so that it is read as the same range again. */
#include "a1_notation.h"
#include "fuzz.h"
#include "grid.h"

static bool same_rect(struct rect a, struct rect b)
{
    return a.row == b.row && a.column == b.column && a.end_row == b.end_row && a.end_column == b.end_column;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct grid grid = {.rows = 1000, .columns = 26};
    struct a1 range, again;
    struct buffer text;
    struct fuzz input = {data, size};
    char *exact = fuzz_take(&input, size);
    if (a1_parse(exact, &range)) {
        struct rect rect = grid_close(&grid, range.rect);
        CLAIM(strlen(range.title) <= A1_MAX_TITLE);
        if (grid_contains(&grid, rect) && range.title[0]) {
            buffer_init(&text, 8 * A1_MAX_TITLE);
            a1_write(&text, range.title, rect);
            CLAIM(a1_parse(buffer_string(&text), &again));
            CLAIM(strcmp(range.title, again.title) == 0);
            CLAIM(same_rect(rect, grid_close(&grid, again.rect)));
            buffer_free(&text);
        }
    }
    free(exact);
    return 0;
}
