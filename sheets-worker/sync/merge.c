/* One key after the other. */
#include "merge.h"

#include "cell.h"
#include "unite.h"

#include <string.h>

static bool same_cells(const struct row *a, const struct map_row *b)
{
    return strcmp(a->b, b->b) == 0 && strcmp(a->c, b->c) == 0 && strcmp(a->d, b->d) == 0;
}

/* What all rows of that key say together. */
static struct err unite(const struct map_row *top, const struct map_row *duplicates, size_t count,
                        struct united_row *united)
{
    struct err e = ERR_OK;
    struct row all = {"", top->b, top->c, top->d};
    for (size_t i = 0; i < count && !err_is(e); i++) {
        const struct row second = {"", duplicates[i].b, duplicates[i].c, duplicates[i].d};
        if (duplicates[i].id != top->id || same_cells(&all, &duplicates[i]))
            continue;
        e = unite_rows(&all, &second, united);
        if (!err_is(e))
            all = (struct row){"", buffer_string(&united->b), buffer_string(&united->c),
                               buffer_string(&united->d)};
    }
    return e;
}

struct merge {
    const struct row_map *before;
    struct journal *journal;
    struct duplicate *duplicate;
    int64_t wall_ms;
};

static size_t count_of(const struct map_row *duplicates, size_t count, uint64_t id)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += duplicates[i].id == id;
    return found;
}

static void merge_one(const struct merge *m, const struct map_row *top, const struct map_row *duplicates,
                      size_t count)
{
    char key[24];
    struct row waiting;
    struct united_row united = {0};
    struct row all = {cell_id_text(top->id, key), top->b, top->c, top->d};
    const struct map_row *was = m->before ? row_map_find(m->before, top->id) : NULL;
    if (journal_find(m->journal, key, &waiting))
        return; /* it stands in the topmost first */
    if (duplicates[0].id_form == ID_COMPUTED)
        return; /* a formula that fills other cells too is left as it is */
    if (was && was->confirmed)
        all = (struct row){key, was->b, was->c, was->d};
    else if (err_is(unite(top, duplicates, count, &united)))
        return; /* a person wrote something in one of them: it is counted and said */
    else if (united.b.length)
        all = (struct row){key, buffer_string(&united.b), buffer_string(&united.c), buffer_string(&united.d)};
    if (same_cells(&all, top))
        duplicate_suspect(m->duplicate, &duplicates[0], top->place, count_of(duplicates, count, top->id));
    else if (journal_write_again(m->journal, &all, m->wall_ms))
        sync_log_merged(top->id, top->place, duplicates[0].place);
    united_row_free(&united);
}

static bool seen_before(const struct map_row *duplicates, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (duplicates[j].id == duplicates[i].id)
            return true;
    return false;
}

void merge_look(const struct row_map *before, const struct row_map *now, struct journal *journal,
                struct duplicate *duplicate, int64_t wall_ms)
{
    const struct merge merge = {before, journal, duplicate, wall_ms};
    const struct map_row *duplicates;
    size_t count = row_map_duplicates(now, &duplicates);
    for (size_t i = 0; i < count; i++)
        if (!seen_before(duplicates, i))
            merge_one(&merge, row_map_find(now, duplicates[i].id), &duplicates[i], count - i);
}
