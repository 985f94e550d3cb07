/* From the journal to a request and back. */
#include "write_batch.h"

#include "cell.h"
#include "replies.h"

void write_batch_free(struct write_batch *b)
{
    oldest_rows_free(&b->loaded);
}

static size_t settle(struct journal *journal, const struct waiting_row *const *rows, size_t count)
{
    struct waiting_row settled[PLAN_ROWS_MAX];
    for (size_t i = 0; i < count; i++)
        settled[i] = *rows[i];
    return count ? journal_settle(journal, settled, count) : 0;
}

enum plan_kind write_batch_plan(struct write_batch *b, struct journal *journal, const struct row_map *map,
                                size_t *ret_settled)
{
    if (!b->held)
        oldest_rows_load(&b->loaded, journal);
    b->held = false;
    plan_make(&b->plan, b->loaded.rows, b->loaded.count, map, batch_size(&b->size));
    *ret_settled = settle(journal, b->plan.present, b->plan.present_count);
    return b->plan.kind;
}

void write_batch_hold(struct write_batch *b)
{
    b->held = true;
}

void write_batch_fill(const struct write_batch *b, const struct api_place *place, struct api_request *request)
{
    if (b->plan.kind == PLAN_UPDATES)
        request_updates(request, place, b->plan.updates, b->plan.count);
    else
        request_inserts(request, place, b->plan.inserts, b->plan.count);
}

size_t write_batch_departure(const struct write_batch *b, struct sent_row rows[PLAN_ROWS_MAX])
{
    const struct plan *plan = &b->plan;
    bool update = plan->kind == PLAN_UPDATES;
    for (size_t i = 0; i < plan->count; i++) {
        const struct row *row = &plan->batch[i]->row;
        rows[i] = (struct sent_row){.place = update ? plan->updates[i].place : 0,
                                    .columns = update ? plan->updates[i].changed : 0xF,
                                    .cells = {cell_hash(row->b), cell_hash(row->c), cell_hash(row->d)}};
        (void)cell_id(row->key, &rows[i].id);
    }
    return plan->count;
}

bool write_batch_read(const struct write_batch *b, const char *body, size_t length, bool met[PLAN_ROWS_MAX],
                      uint64_t fell_on[PLAN_ROWS_MAX])
{
    for (size_t i = 0; i < b->plan.count; i++)
        met[i] = true; /* what is appended falls on nobody */
    if (b->plan.kind == PLAN_UPDATES)
        return !err_is(reply_updates(body, length, b->plan.updates, b->plan.count, met, fell_on));
    return reply_is_written(body, length);
}

size_t write_batch_landed(struct write_batch *b, struct journal *journal, struct row_map *map,
                          const bool *met)
{
    size_t count = 0;
    const struct waiting_row *landed[PLAN_ROWS_MAX];
    for (size_t i = 0; i < b->plan.count; i++) {
        const struct row *row = &b->plan.batch[i]->row;
        uint64_t id = 0;
        if (!met[i])
            continue;
        (void)cell_id(row->key, &id);
        row_map_wrote(map, id, row->b, row->c, row->d);
        landed[count++] = b->plan.batch[i];
    }
    batch_size_taken(&b->size);
    (void)settle(journal, landed, count);
    return count;
}

const struct waiting_row *write_batch_refused(struct write_batch *b, struct journal *journal,
                                              const char *reason)
{
    if (!batch_size_refused(&b->size, b->plan.count))
        return NULL;
    journal_bury(journal, b->plan.batch[0], reason);
    return b->plan.batch[0];
}
