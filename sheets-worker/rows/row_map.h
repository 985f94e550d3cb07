/* The sheet's rows as last read: key → row number and the text of B, C, D. Rows whose column A holds no id
 * are not in it, for they are not ours (a header, a person's notes). Pure. Owned by its creator; rows handed
 * out live until the next change of the map. */
#ifndef VIGIE_ROW_MAP_H
#define VIGIE_ROW_MAP_H

#include "id_form.h"
#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_map;

/* One row as it stands in the sheet. */
struct map_row {
    uint64_t id;
    uint32_t place;        /* row number from 1; 0: in the sheet, nobody looked where */
    enum id_form id_form;  /* of column A; ID_ROUNDED: the id was lost, `id` is 0 until somebody claims it */
    bool confirmed;        /* Google confirmed these cells to us, and nobody was seen to change them since */
    const char *b, *c, *d; /* cells as they are, not canonical */
};

/* What a whole read found that a person should know. */
struct map_survey {
    size_t rows, duplicates, rounded;
    size_t dressed;  /* ids with something around them */
    size_t formulas; /* column A is a formula that stays as it is: an array, or one that shows no id */
    uint32_t first_duplicate, first_rounded, first_dressed, first_formula; /* row numbers, 0: none */
};

struct row_map *row_map_create(void);
/* Accepts NULL. */
void row_map_destroy(struct row_map **map);

/* A row of the sheet, texts copied. The topmost row of a key counts, further ones are surveyed. */
void row_map_add(struct row_map *map, uint32_t place, uint64_t id, const char *b, const char *c,
                 const char *d);
/* The same, in whatever form its id stands. */
void row_map_add_row(struct row_map *map, const struct map_row *row);
/* Column A is a formula in which no id is to be read: only counted. */
void row_map_add_formula(struct row_map *map, uint32_t place);
/* A row whose column A is a number: an id that somebody retyped. */
void row_map_add_rounded(struct row_map *map, uint32_t place, double number, const char *b, const char *c,
                         const char *d);

/* NULL: not in the sheet. A rounded row is found by the one id that fits it, if no row holds that id as text.
 */
const struct map_row *row_map_find(const struct row_map *map, uint64_t id);

/* Which row of ours stands there? NULL: none. Looks at every row. */
const struct map_row *row_map_at(const struct row_map *map, uint32_t place);

/* The rows whose key stands further up too, the topmost ROW_MAP_DUPLICATES_MAX of them; returns how many. */
#define ROW_MAP_DUPLICATES_MAX 64
size_t row_map_duplicates(const struct row_map *map, const struct map_row **ret_duplicates);

/* Calls `each` for every row whose id is known, in no order. */
void row_map_each(const struct row_map *map, void (*each)(void *ctx, const struct map_row *row), void *ctx);

/* We wrote this row: its cells are these now. A key that is new stands at no known place. */
void row_map_wrote(struct row_map *map, uint64_t id, const char *b, const char *c, const char *d);
/* Its cells are what we accepted. */
void row_map_confirm(struct row_map *map, uint64_t id);
/* What was confirmed in `before` (NULL: nothing) and is the same in `now` stays so. */
void row_map_keep_confirmed(struct row_map *now, const struct row_map *before);

struct map_survey row_map_survey(const struct row_map *map);

#endif
