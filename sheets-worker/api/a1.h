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

#endif
