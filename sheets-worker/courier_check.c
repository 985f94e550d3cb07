/* After the writes: what a later read does not show is written again, and a row that a late write doubled is
 * cleared. */
#include "courier_inside.h"

#include "cell.h"
#include "clock.h"
#include "loop.h"
#include "replies.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

/* ---- What became of a batch. */

static void note_unwatched(struct courier *c, size_t rows)
{
    if (!rows)
        return;
    metrics_add(c->o.metrics, METRIC_SHEETS_UNWATCHED, (double)rows);
    report_unwatched(&c->unwatched_said, rows);
}

void check_landed(struct courier *c, const bool *met)
{
    uint64_t now = loop_now_ms(c->o.loop);
    const struct plan *plan = &c->flush.plan;
    struct row landed[PLAN_ROWS_MOST];
    size_t count = 0, unwatched = 0;
    metrics_set(c->o.metrics, METRIC_SHEETS_BATCH, (double)plan->count);
    for (size_t i = 0; i < plan->count; i++) {
        uint64_t id = 0;
        (void)cell_id(plan->batch[i]->row.key, &id);
        unwatched +=
            !watch_landed(c->watch, &plan->batch[i]->row, row_map_find(c->cache.map, id), met[i], now);
        if (met[i])
            landed[count++] = plan->batch[i]->row;
    }
    note_unwatched(c, unwatched);
    last_rows_wrote(c->o.last_rows, landed, count);
}

void check_doubted(struct courier *c)
{
    const struct plan *plan = &c->flush.plan;
    size_t unwatched = 0;
    cache_doubt(&c->cache); /* it may have landed: read before resending */
    for (size_t i = 0; i < plan->count; i++) {
        uint32_t place = plan->kind == PLAN_UPDATES ? plan->updates[i].place : 0;
        unwatched += !watch_doubt(c->watch, &plan->batch[i]->row, place, loop_now_ms(c->o.loop));
    }
    note_unwatched(c, unwatched);
}

void check_inherited(struct courier *c)
{
    load_fill(&c->flush.load, c->o.journal); /* its batch was among these */
    for (size_t i = 0; i < c->flush.load.count; i++)
        (void)watch_doubt(c->watch, &c->flush.load.rows[i].row, 0, loop_now_ms(c->o.loop));
}

/* ---- What a read shows. */

void check_kept(struct courier *c)
{
    int64_t read_ms = c->o.found->read_ms, wall_ms = clock_wall_ms();
    if (c->o.found->map)
        cache_fill_kept(&c->cache, &c->o.found->map, wall_ms > read_ms ? (uint64_t)(wall_ms - read_ms) : 0,
                        loop_now_ms(c->o.loop));
}

/* What one look finds. */
struct findings {
    struct courier *courier;
    int64_t wall_ms;
    size_t conflicts;
    char first_key[24];
};

static void write_again(void *ctx, const struct row *row)
{
    struct findings *found = ctx;
    if (journal_write_again(found->courier->o.journal, row, found->wall_ms) && found->conflicts++ == 0)
        snprintf(found->first_key, sizeof(found->first_key), "%s", row->key);
}

static void note_twin(void *ctx, const struct map_row *twin)
{
    struct courier *c = ((struct findings *)ctx)->courier;
    if (c->twin.id) /* one at a time: the next read shows the others again */
        return;
    c->twin.id = twin->id;
    c->twin.place = twin->place;
}

void check_give_back(struct courier *c, uint64_t id)
{
    struct findings found = {.courier = c, .wall_ms = clock_wall_ms()};
    const struct map_row *was = c->cache.map ? row_map_find(c->cache.map, id) : NULL;
    char key[24];
    if (was)
        write_again(&found, &(struct row){cell_id_text(id, key), was->b, was->c, was->d});
}

void check_image(struct courier *c, const struct row_map *now)
{
    static const struct watch_handlers HANDLERS = {write_again, note_twin};
    struct findings found = {.courier = c, .wall_ms = clock_wall_ms()};
    last_rows_save(c->o.last_rows, c->cache.map, now, found.wall_ms);
    c->twin.id = 0;
    watch_look(c->watch, c->cache.map, now, c->sent_ms, &HANDLERS, &found);
    if (c->twin.id)
        c->twin.first_place = row_map_find(now, c->twin.id)->place;
    if (!found.conflicts)
        return;
    metrics_add(c->o.metrics, METRIC_SHEETS_CONFLICTS, (double)found.conflicts);
    report_conflicts(found.conflicts, found.first_key);
    courier_count_outbox(c);
}

/* ---- A row that stands twice. */

static void twin_cleared(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool written = outcome->class == OUTCOME_DONE && reply_is_written(body, length);
    step_write_answered(c);
    cache_doubt(&c->cache);
    c->read_wanted = true; /* it shows whether that was all */
    if (written) {
        metrics_add(c->o.metrics, METRIC_SHEETS_REPAIRS, 1);
        report_cleared(c->twin.id, c->twin.place);
    }
    c->twin.id = 0;
    if (written)
        step_succeeded(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_DONE)
        step_unreadable(c, QUOTA_WRITE);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

static void clear_twin(struct courier *c)
{
    struct api_request request;
    struct api_place place = courier_place(c);
    const struct api_update nothing = {{"", "", "", ""}, c->twin.place, 0xF};
    request_updates(&request, &place, &nothing, 1);
    step_send(c, &request, twin_cleared);
}

/* The row is not what it was taken for; a second row of a key that is a person's is said once. */
static void leave_twin(struct courier *c, bool has_key)
{
    if (has_key && watch_leave_twin(c->watch, c->twin.id))
        report_twin_left(c->twin.id, c->twin.first_place, c->twin.place);
    c->twin.id = 0;
    step_succeeded(c, QUOTA_READ);
}

static void twin_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    char key[24];
    struct reply_whole_row found;
    const struct row ours = {cell_id_text(c->twin.id, key), NULL, NULL, NULL};
    if (outcome->class != OUTCOME_DONE) {
        c->twin.id = 0;
        step_failed(c, outcome, QUOTA_READ);
    } else if (err_is(reply_whole_row(body, length, &ours, &found))) {
        c->twin.id = 0;
        step_unreadable(c, QUOTA_READ);
    } else if (found.has_key && found.is_ours && found.is_alone) {
        clear_twin(c);
    } else {
        leave_twin(c, found.has_key);
    }
}

void check_repair(struct courier *c)
{
    struct api_request request;
    struct api_place place = courier_place(c);
    request_whole_row(&request, &place, c->twin.place);
    step_send(c, &request, twin_answered);
}
