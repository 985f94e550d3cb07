/* From the journal to a request and back. */
#include "flush.h"

#include "cell.h"

void flush_free(struct flush *f)
{
    load_free(&f->load);
}

static size_t settle(struct journal *journal, const struct waiting_row *const *rows, size_t count)
{
    struct waiting_row settled[PLAN_ROWS_MOST];
    for (size_t i = 0; i < count; i++)
        settled[i] = *rows[i];
    return count ? journal_settle(journal, settled, count) : 0;
}

enum plan_kind flush_prepare(struct flush *f, struct journal *journal, const struct row_map *map,
                             const struct api_place *place, struct api_request *request, size_t *ret_settled)
{
    load_fill(&f->load, journal);
    plan_make(&f->plan, f->load.rows, f->load.count, map, batch_size(&f->size));
    *ret_settled = settle(journal, f->plan.present, f->plan.present_count);
    if (f->plan.kind == PLAN_UPDATES)
        request_updates(request, place, f->plan.updates, f->plan.count);
    else if (f->plan.kind == PLAN_INSERTS)
        request_inserts(request, place, f->plan.inserts, f->plan.count);
    return f->plan.kind;
}

size_t flush_landed(struct flush *f, struct journal *journal, struct row_map *map, const bool *met)
{
    size_t count = 0;
    const struct waiting_row *landed[PLAN_ROWS_MOST];
    for (size_t i = 0; i < f->plan.count; i++) {
        const struct row *row = &f->plan.batch[i]->row;
        uint64_t id = 0;
        if (!met[i])
            continue;
        (void)cell_id(row->key, &id);
        row_map_wrote(map, id, row->b, row->c, row->d);
        landed[count++] = f->plan.batch[i];
    }
    batch_size_taken(&f->size);
    (void)settle(journal, landed, count);
    return count;
}

const struct waiting_row *flush_refused(struct flush *f, struct journal *journal, const char *reason)
{
    if (!batch_size_refused(&f->size, f->plan.count))
        return NULL;
    journal_bury(journal, f->plan.batch[0], reason);
    return f->plan.batch[0];
}
