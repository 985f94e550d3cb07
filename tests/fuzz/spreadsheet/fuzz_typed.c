/* What people type into a cell: whatever comes of it is shown as JSON, and typing what the cell was made of
 * again makes the same cell. */
#include "fuzz.h"
#include "json_value.h"
#include "sheet_cell.h"

static void claim_shown(const struct cell *c, enum cell_render render, struct buffer *text)
{
    struct json_value *v = NULL;
    buffer_init(text, 1 << 20);
    struct json_writer w = json_writer(text);
    jw_array(&w);
    cell_write_value(c, render, &w);
    jw_array_end(&w);
    CLAIM(!text->failed && !err_is(json_parse(text->data, text->length, &v)));
    json_destroy(&v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cell c = {0}, again = {0};
    struct buffer shown, entered;
    struct fuzz input = {data, size};
    char *exact = fuzz_take(&input, size);
    cell_type(&c, exact);
    claim_shown(&c, CELL_FORMATTED, &shown);
    claim_shown(&c, CELL_FORMULA, &entered);
    CLAIM((c.kind == CELL_EMPTY) == (exact[0] == '\0' || strcmp(exact, "'") == 0));
    CLAIM(c.kind != CELL_ERROR || c.formula);
    if (c.formula) {
        cell_type(&again, c.formula);
        CLAIM(cell_same_value(&c, &again));
    }
    buffer_free(&shown);
    buffer_free(&entered);
    cell_free(&again);
    cell_free(&c);
    free(exact);
    return 0;
}
