/* Open addressing over ids; each row's three cells share one allocation. */
#include "row_map.h"

#include "allocate.h"
#include "cell.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST  64 /* a power of two */
#define ROUNDED_MOST 64 /* more retyped ids than this are only counted */

struct rounded_row {
    double number;
    struct map_row row;
};

struct row_map {
    struct map_row *slots; /* id 0: free */
    size_t slot_count, used;
    struct rounded_row rounded[ROUNDED_MOST];
    size_t rounded_kept;
    struct map_row duplicates[ROW_MAP_DUPLICATES_MAX];
    size_t duplicates_kept;
    struct map_survey survey;
};

/* ---- Rows. */

static char *copy_bytes(char *to, const char *text, const char **ret_copy)
{
    size_t size = strlen(text) + 1;
    memcpy(to, text, size);
    *ret_copy = to;
    return to + size;
}

static void set_cells(struct map_row *row, const char *b, const char *c, const char *d)
{
    char *block = malloc(strlen(b) + strlen(c) + strlen(d) + 3);
    if (!block)
        abort();
    char *before = (char *)(uintptr_t)row->b; /* the start of the old block */
    char *at = copy_bytes(block, b, &row->b);
    at = copy_bytes(at, c, &row->c);
    copy_bytes(at, d, &row->d);
    free(before);
}

static void free_cells(struct map_row *row)
{
    free((char *)(uintptr_t)row->b);
}

/* ---- Slots. */

static size_t slot_of(const struct row_map *map, uint64_t id)
{
    uint64_t hash = id * 0x9E3779B97F4A7C15u;
    size_t slot = (size_t)(hash >> 32) & (map->slot_count - 1);
    while (map->slots[slot].id && map->slots[slot].id != id)
        slot = (slot + 1) & (map->slot_count - 1);
    return slot;
}

static void make_slots(struct row_map *map, size_t count)
{
    map->slots = allocate(count, sizeof(*map->slots));
    map->slot_count = count;
}

static void grow(struct row_map *map)
{
    struct map_row *old = map->slots;
    size_t old_count = map->slot_count;
    make_slots(map, old_count * 2);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].id)
            map->slots[slot_of(map, old[i].id)] = old[i];
    free(old);
}

static struct map_row *insert(struct row_map *map, uint64_t id)
{
    if ((map->used + 1) * 4 > map->slot_count * 3)
        grow(map);
    struct map_row *row = &map->slots[slot_of(map, id)];
    row->id = id;
    map->used++;
    return row;
}

struct row_map *row_map_create(void)
{
    struct row_map *map = allocate(1, sizeof(*map));
    make_slots(map, SLOTS_FIRST);
    return map;
}

void row_map_destroy(struct row_map **take_map)
{
    struct row_map *map = *take_map;
    if (!map)
        return;
    *take_map = NULL;
    for (size_t i = 0; i < map->slot_count; i++)
        free_cells(&map->slots[i]);
    for (size_t i = 0; i < map->rounded_kept; i++)
        free_cells(&map->rounded[i].row);
    for (size_t i = 0; i < map->duplicates_kept; i++)
        free_cells(&map->duplicates[i]);
    free(map->slots);
    free(map);
}

/* ---- Filling. */

static void count(size_t *total, uint32_t *first, uint32_t place)
{
    if ((*total)++ == 0)
        *first = place;
}

static void fill(struct map_row *row, const struct map_row *as)
{
    *row = (struct map_row){.id = as->id, .place = as->place, .id_form = as->id_form};
    set_cells(row, as->b, as->c, as->d);
}

static void add_duplicate(struct row_map *map, const struct map_row *row)
{
    count(&map->survey.duplicates, &map->survey.first_duplicate, row->place);
    if (map->duplicates_kept < ROW_MAP_DUPLICATES_MAX)
        fill(&map->duplicates[map->duplicates_kept++], row);
}

void row_map_add_formula(struct row_map *map, uint32_t place)
{
    count(&map->survey.formulas, &map->survey.first_formula, place);
}

void row_map_add_row(struct row_map *map, const struct map_row *row)
{
    map->survey.rows++;
    if (row->id_form == ID_DRESSED)
        count(&map->survey.dressed, &map->survey.first_dressed, row->place);
    if (row->id_form == ID_COMPUTED)
        row_map_add_formula(map, row->place);
    if (map->slots[slot_of(map, row->id)].id)
        add_duplicate(map, row);
    else
        fill(insert(map, row->id), row);
}

void row_map_add(struct row_map *map, uint32_t place, uint64_t id, const char *b, const char *c,
                 const char *d)
{
    row_map_add_row(map, &(struct map_row){.id = id, .place = place, .b = b, .c = c, .d = d});
}

void row_map_add_rounded(struct row_map *map, uint32_t place, double number, const char *b, const char *c,
                         const char *d)
{
    map->survey.rows++;
    count(&map->survey.rounded, &map->survey.first_rounded, place);
    if (map->rounded_kept == ROUNDED_MOST)
        return;
    struct rounded_row *rounded = &map->rounded[map->rounded_kept++];
    *rounded = (struct rounded_row){.number = number, .row = {.place = place, .id_form = ID_ROUNDED}};
    set_cells(&rounded->row, b, c, d);
}

/* ---- Asking. */

static const struct map_row *find_rounded(const struct row_map *map, uint64_t id)
{
    const struct map_row *found = NULL;
    for (size_t i = 0; i < map->rounded_kept; i++) {
        if (map->rounded[i].row.id || !cell_rounded_from(map->rounded[i].number, id))
            continue;
        if (found)
            return NULL; /* two rows could be it: leave both to a person */
        found = &map->rounded[i].row;
    }
    return found;
}

const struct map_row *row_map_find(const struct row_map *map, uint64_t id)
{
    const struct map_row *row = &map->slots[slot_of(map, id)];
    return row->id ? row : find_rounded(map, id);
}

const struct map_row *row_map_at(const struct row_map *map, uint32_t place)
{
    for (size_t i = 0; i < map->slot_count; i++)
        if (map->slots[i].id && map->slots[i].place == place)
            return &map->slots[i];
    return NULL;
}

size_t row_map_duplicates(const struct row_map *map, const struct map_row **ret_duplicates)
{
    *ret_duplicates = map->duplicates;
    return map->duplicates_kept;
}

void row_map_each(const struct row_map *map, void (*each)(void *ctx, const struct map_row *row), void *ctx)
{
    for (size_t i = 0; i < map->slot_count; i++)
        if (map->slots[i].id)
            each(ctx, &map->slots[i]);
}

void row_map_wrote(struct row_map *map, uint64_t id, const char *b, const char *c, const char *d)
{
    struct map_row *row = &map->slots[slot_of(map, id)];
    if (!row->id) {
        struct map_row *rounded = (struct map_row *)(uintptr_t)find_rounded(map, id);
        uint32_t place = rounded ? rounded->place : 0;
        if (rounded)
            rounded->id = id; /* claimed: it is that row now, and no other id may match it */
        row = insert(map, id);
        row->place = place;
    }
    if (id_form_is_rewritten(row->id_form))
        row->id_form = ID_PLAIN;
    set_cells(row, b, c, d);
    row->confirmed = true;
}

void row_map_confirm(struct row_map *map, uint64_t id)
{
    struct map_row *row = &map->slots[slot_of(map, id)];
    row->confirmed = row->id != 0;
}

void row_map_keep_confirmed(struct row_map *now, const struct row_map *before)
{
    for (size_t i = 0; before && i < now->slot_count; i++) {
        struct map_row *row = &now->slots[i];
        const struct map_row *was = row->id ? row_map_find(before, row->id) : NULL;
        row->confirmed = was && was->confirmed && strcmp(was->b, row->b) == 0 &&
                         strcmp(was->c, row->c) == 0 && strcmp(was->d, row->d) == 0;
    }
}

struct map_survey row_map_survey(const struct row_map *map)
{
    return map->survey;
}
