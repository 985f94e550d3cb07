/* A read of Google's may come from a copy that lags behind: it shows the sheet as it was before a write that
 * Google has confirmed. Such a read shows all the later writes as missing and none as done. */
#include "verify_inside.h"

#include "cell.h"

#include <string.h>

static bool shows_newest(const struct watched *row, const struct map_row *held)
{
    return held && !id_form_is_rewritten(held->id_form) && verify_same_cells(&row->newest, held);
}

/* Is it exactly as it was before what was written since the last read that was believed? */
static bool shows_before(const struct watched *row, const struct map_row *held)
{
    if (!held)
        return row->was_absent;
    if (held->place != row->place || shows_newest(row, held))
        return false;
    const struct older cells = {{cell_hash(held->b), cell_hash(held->c), cell_hash(held->d)}, true};
    for (size_t i = 0; i < OLDER_KEPT; i++)
        if (row->older[i].stood && memcmp(row->older[i].cells, cells.cells, sizeof(cells.cells)) == 0)
            return true;
    return false;
}

/* The newest of our writes that the read shows: it is no older than that. What was written again after a
 * loss may show its first writing, and proves nothing. */
static uint64_t shown_ms(const struct verify *w, const struct row_map *now)
{
    uint64_t ms = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct watched *row = &w->rows[i];
        if (row->unseen && !row->losses && row->landed_ms > ms &&
            shows_newest(row, row_map_find(now, row->id)))
            ms = row->landed_ms;
    }
    return ms;
}

size_t verify_lagging(const struct verify *w, const struct row_map *now, uint64_t sent_ms)
{
    size_t count = 0;
    uint64_t as_of_ms = shown_ms(w, now);
    for (size_t i = 0; i < w->count; i++) {
        const struct watched *row = &w->rows[i];
        if (row->unseen && row->landed_ms > as_of_ms && sent_ms < row->landed_ms + VERIFY_LAG_MAX_MS)
            count += shows_before(row, row_map_find(now, row->id));
    }
    return count;
}
