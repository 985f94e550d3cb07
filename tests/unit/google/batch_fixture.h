/* One spreadsheets.batchUpdate at a time on the fixture's book. */
#ifndef VIGIE_TEST_GOOGLE_BATCH_FIXTURE_H
#define VIGIE_TEST_GOOGLE_BATCH_FIXTURE_H

#include "batch.h"

#include "fixture.h"

#include <stdio.h>

static inline void run(struct fixture *f, const char *requests)
{
    struct buffer body;
    buffer_init(&body, 100000);
    buffer_format(&body, "{\"requests\":%s}", requests);
    fixture_next(f, "", buffer_string(&body));
    buffer_free(&body);
    batch_update(&f->call, f->body);
}

#define CELL_TEXT_JSON(text) "{\"userEnteredValue\":{\"stringValue\":\"" text "\"}}"
#define APPEND(cells)                                                                                        \
    "{\"appendCells\":{\"sheetId\":0,\"rows\":[{\"values\":[" cells "]}],\"fields\":\"userEnteredValue\"}}"

/* The texts of column A, joined by blanks; an empty cell is "-". */
static inline const char *column_a(const struct fixture *f)
{
    static char text[400];
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t r = 0; r < grid_used_rows(f->book.tabs[0]); r++) {
        const char *cell = fixture_cell(f, r, 0);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", r ? " " : "", cell[0] ? cell : "-");
    }
    return text;
}

/* Writes words down column A, separated by blanks. */
static inline void fill_column_a(struct fixture *f, const char *words)
{
    char copy[400], *rest = copy, *word;
    snprintf(copy, sizeof copy, "%s", words);
    for (uint32_t r = 0; (word = strsep(&rest, " ")); r++)
        cell_set_text(grid_cell(f->book.tabs[0], r, 0), word);
}

#endif
