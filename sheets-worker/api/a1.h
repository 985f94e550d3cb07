/* A1 notation. Titles are always quoted, for a tab may be called D3. Pure. */
#ifndef VIGIE_A1_H
#define VIGIE_A1_H

#include "buffer.h"

#include <stdint.h>

/* 'L''onglet'!A:D */
void a1_columns(struct buffer *out, const char *title);

/* 'L''onglet'!7:7 */
void a1_row(struct buffer *out, const char *title, uint32_t row);

/* 'L''onglet'!B7:D7; columns count from 0 (A). */
void a1_cells(struct buffer *out, const char *title, uint32_t row, unsigned first_column,
              unsigned last_column);

/* B7:D7, or B7 alone: from the first to the last of `columns` (bit 0: A, at least one of A to D); returns
 * `room`. */
#define A1_SPAN_SIZE 32
const char *a1_span(char room[A1_SPAN_SIZE], uint32_t row, unsigned columns);

#endif
