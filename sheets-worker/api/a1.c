/* A1 ranges over columns A to D. */
#include "a1.h"

#include <inttypes.h>
#include <stdio.h>

static void quote_title(struct buffer *out, const char *title)
{
    buffer_char(out, '\'');
    for (; *title; title++) {
        if (*title == '\'')
            buffer_char(out, '\'');
        buffer_char(out, *title);
    }
    buffer_text(out, "'!");
}

void a1_columns(struct buffer *out, const char *title)
{
    quote_title(out, title);
    buffer_text(out, "A:D");
}

void a1_row(struct buffer *out, const char *title, uint32_t row)
{
    quote_title(out, title);
    buffer_format(out, "%" PRIu32 ":%" PRIu32, row, row);
}

void a1_cells(struct buffer *out, const char *title, uint32_t row, unsigned first_column,
              unsigned last_column)
{
    quote_title(out, title);
    buffer_format(out, "%c%" PRIu32 ":%c%" PRIu32, (char)('A' + first_column), row, (char)('A' + last_column),
                  row);
}

const char *a1_span(char room[A1_SPAN_SIZE], uint32_t row, unsigned columns)
{
    char first = 'A', last = 'D';
    while (first < last && !(columns & 1u << (first - 'A')))
        first++;
    while (last > first && !(columns & 1u << (last - 'A')))
        last--;
    if (first == last)
        snprintf(room, A1_SPAN_SIZE, "%c%" PRIu32, first, row);
    else
        snprintf(room, A1_SPAN_SIZE, "%c%" PRIu32 ":%c%" PRIu32, first, row, last, row);
    return room;
}
