/* Copies of waiting rows, one allocation each. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

static const char *put(char **at, const char *text)
{
    char *start = *at;
    *at = stpcpy(start, text) + 1;
    return start;
}

static bool copy_row(void *ctx, const struct waiting_row *w)
{
    struct load *load = ctx;
    char *block = malloc(strlen(w->row.key) + strlen(w->row.b) + strlen(w->row.c) + strlen(w->row.d) + 4);
    if (!block)
        abort();
    struct waiting_row *copy = &load->rows[load->count++];
    copy->version = w->version;
    copy->row.key = put(&block, w->row.key); /* first: load_free frees by it */
    copy->row.b = put(&block, w->row.b);
    copy->row.c = put(&block, w->row.c);
    copy->row.d = put(&block, w->row.d);
    return load->count < PLAN_ROWS_MOST;
}

void load_fill(struct load *load, struct journal *journal)
{
    load_free(load);
    journal_oldest(journal, PLAN_ROWS_MOST, copy_row, load);
}

void load_free(struct load *load)
{
    for (size_t i = 0; i < load->count; i++)
        free((char *)(uintptr_t)load->rows[i].row.key);
    load->count = 0;
}
