/* What a cell may hold. Pure.
 * Ids are text in the sheet: Google keeps numbers as doubles and fifteen digits, and a Discord id has up to
 * twenty. */
#ifndef VIGIE_CELL_H
#define VIGIE_CELL_H

#include <stdbool.h>
#include <stdint.h>

/* "Your input contains more than the maximum of 50000 characters in a single cell." */
#define CELL_UNITS_MOST 50000

/* Is `text` a Discord id as column A holds it: 15 to 20 digits, no leading zero, below 2^64? *ret_id may be
 * NULL. */
bool cell_id(const char *text, uint64_t *ret_id);

/* The id as column A holds it; returns `room`. */
const char *cell_id_text(uint64_t id, char room[24]);

/* At most CELL_UNITS_MOST characters, as Google counts them, and valid UTF-8. */
bool cell_fits(const char *text);

/* The same for the same text, in every version: hashes of cells outlive processes. */
uint64_t cell_hash(const char *text);
/* The same of a cell with its type, as foreign_rows.h spells it: of a text it is the text's. */
uint64_t cell_typed_hash(const char *typed);
/* Is that the hash of a cell, of whatever type, that a read shows as `text`? */
bool cell_shows(const char *text, uint64_t hash);

/* Could `number`, a cell that ought to hold an id as text, be `id` after Google rounded it to fifteen digits?
 */
bool cell_rounded_from(double number, uint64_t id);

#endif
