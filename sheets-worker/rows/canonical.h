/* The two structured cells in the one form that Vigie writes: B a JSON array of integers, C a JSON object of
 * strings. Read from JSON, or from the predecessor's Python literals. Pure. */
#ifndef VIGIE_CANONICAL_H
#define VIGIE_CANONICAL_H

#include "buffer.h"
#include "err.h"

/* Appends the canonical text of a cell of column B: ids in their order, doubles left out; "[]" for an empty
 * cell. ERR_SYNTAX: the cell holds something else, which is a person's and must not be overwritten. */
struct err canonical_validators(const char *cell, struct buffer *out);

/* The same for column C: {"id": "text"}; "{}" for an empty cell. Members that are None are left out. */
struct err canonical_corrections(const char *cell, struct buffer *out);

#endif
