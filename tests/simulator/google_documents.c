/* The list of spreadsheets. */
#include "google_documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void documents_free(struct documents *d)
{
    for (size_t i = 0; i < d->count; i++) {
        workbook_free(&d->list[i]->book);
        history_free(&d->list[i]->history);
        free(d->list[i]);
    }
    d->count = 0;
}

struct document *documents_add(struct documents *d, const char *id, const char *title)
{
    if (d->count == DOCUMENTS_MOST)
        return NULL;
    struct document *one = calloc(1, sizeof *one);
    if (!one)
        abort();
    snprintf(one->id, sizeof one->id, "%s", id);
    workbook_init(&one->book);
    history_init(&one->history);
    if (title[0])
        snprintf(one->book.title, sizeof one->book.title, "%.200s", title);
    d->list[d->count++] = one;
    return one;
}

struct document *documents_find(const struct documents *d, const char *id, size_t length)
{
    for (size_t i = 0; i < d->count; i++)
        if (!d->list[i]->gone && strlen(d->list[i]->id) == length && strncmp(d->list[i]->id, id, length) == 0)
            return d->list[i];
    return NULL;
}
