/* The spreadsheets that there are: the one of the settings, and those that clients made. */
#ifndef VIGIE_SIM_GOOGLE_DOCUMENTS_H
#define VIGIE_SIM_GOOGLE_DOCUMENTS_H

#include "sharing.h"
#include "workbook.h"

enum { DOCUMENTS_MOST = 32, DOCUMENT_ID = 128 };

struct document {
    char id[DOCUMENT_ID];
    struct workbook book;
    struct history history;
    struct sharing permissions;
    bool gone; /* deleted by a client */
};

/* The first is that of the settings. Zero it, then documents_add, in the end documents_free. */
struct documents {
    struct document *list[DOCUMENTS_MOST]; /* owned */
    size_t count;
};

void documents_free(struct documents *d);
/* NULL: DOCUMENTS_MOST are there. */
struct document *documents_add(struct documents *d, const char *id, const char *title);
/* By the first `length` bytes of `id`; NULL: no such one. */
struct document *documents_find(const struct documents *d, const char *id, size_t length);

#endif
