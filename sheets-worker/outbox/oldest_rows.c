/* Copies of waiting rows, one allocation each. */
#include "oldest_rows.h"

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
    struct oldest_rows *oldest = ctx;
    char *block = malloc(strlen(w->row.key) + strlen(w->row.b) + strlen(w->row.c) + strlen(w->row.d) + 4);
    if (!block)
        abort();
    struct waiting_row *copy = &oldest->rows[oldest->count++];
    copy->version = w->version;
    copy->row.key = put(&block, w->row.key); /* first: oldest_rows_free frees by it */
    copy->row.b = put(&block, w->row.b);
    copy->row.c = put(&block, w->row.c);
    copy->row.d = put(&block, w->row.d);
    return oldest->count < OLDEST_ROWS_MAX;
}

void oldest_rows_load(struct oldest_rows *oldest, const struct journal *journal)
{
    oldest_rows_free(oldest);
    journal_oldest(journal, OLDEST_ROWS_MAX, copy_row, oldest);
}

void oldest_rows_free(struct oldest_rows *oldest)
{
    for (size_t i = 0; i < oldest->count; i++)
        free((char *)(uintptr_t)oldest->rows[i].row.key);
    oldest->count = 0;
}
