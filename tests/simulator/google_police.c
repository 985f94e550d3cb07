/* The police of the sheet itself: ids are text, and each stands there once. */
#include "google_state.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool is_id(const char *text)
{
    size_t length = strlen(text);
    return length >= 15 && strspn(text, "0123456789") == length;
}

static void police_double_keys(struct sim_google *g, const struct grid *tab)
{
    const char **keys = calloc((size_t)tab->line_count + 1, sizeof *keys);
    size_t count = 0;
    for (uint32_t r = 0; keys && r < tab->line_count; r++) {
        const struct cell *c = grid_peek(tab, r, 0);
        if (c && c->kind == CELL_TEXT && is_id(c->text))
            keys[count++] = c->text;
    }
    if (count)
        qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1; i < count; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0 && !violations_has(&g->violations, "duplicate_key", keys[i]))
            violations_add(&g->violations, "duplicate_key", "%s", keys[i]);
    free(keys);
}

void google_police(struct sim_google *g, uint64_t last_seq)
{
    for (size_t i = main_of(g)->history.count; i-- > 0 && main_of(g)->history.edits[i].seq > last_seq;) {
        const struct edit *e = &main_of(g)->history.edits[i];
        if (e->kind == EDIT_CELL && e->column == 0 && e->after.kind == CELL_NUMBER)
            violations_add(&g->violations, "number_key", "A%u became the number %.15G", e->row + 1,
                           e->after.number);
    }
    for (size_t i = 0; i < main_of(g)->book.count; i++)
        police_double_keys(g, main_of(g)->book.tabs[i]);
}
