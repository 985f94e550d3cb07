/* The flush planner. */
#include "plan.h"

#include "a1.h"
#include "cell.h"

#include <string.h>

#define OVERHEAD_BYTES 120 /* of JSON around one row */

static size_t row_bytes(const struct row *row)
{
    return strlen(row->key) + strlen(row->b) + strlen(row->c) + strlen(row->d) + OVERHEAD_BYTES;
}

/* Bit per column whose cell in the sheet differs from the row. */
static unsigned difference(const struct row *row, const struct map_row *present)
{
    return (id_form_is_rewritten(present->id_form) ? 1u : 0) | (strcmp(row->b, present->b) ? 2u : 0) |
           (strcmp(row->c, present->c) ? 4u : 0) | (strcmp(row->d, present->d) ? 8u : 0);
}

/* Room for one more row of this kind? The first row decides the kind. */
static bool has_room(const struct plan *plan, enum plan_kind kind, size_t rows_most, size_t bytes)
{
    if (plan->kind == PLAN_NOTHING)
        return true;
    return plan->kind == kind && plan->count < rows_most && bytes <= PLAN_BYTES_MAX;
}

static void add(struct plan *plan, const struct waiting_row *waiting, const struct map_row *present,
                unsigned changed)
{
    plan->kind = present ? PLAN_UPDATES : PLAN_INSERTS;
    plan->batch[plan->count] = waiting;
    if (present)
        plan->updates[plan->count] = (struct api_update){waiting->row, present->place, changed};
    else
        plan->inserts[plan->count] = waiting->row;
    plan->healed += present && id_form_is_rewritten(present->id_form);
    plan->count++;
}

void plan_make(struct plan *plan, const struct waiting_row *waiting, size_t count, const struct row_map *map,
               size_t rows_most)
{
    size_t bytes = 0;
    plan->kind = PLAN_NOTHING;
    plan->count = plan->present_count = plan->healed = 0;
    plan->places_missing = false;
    for (size_t i = 0; i < count && i < PLAN_ROWS_MAX; i++) {
        uint64_t id = 0;
        (void)cell_id(waiting[i].row.key, &id); /* checked when it was accepted */
        const struct map_row *present = row_map_find(map, id);
        unsigned changed = present ? difference(&waiting[i].row, present) : 0xF;
        if (present && changed == 0) {
            plan->present[plan->present_count++] = &waiting[i];
        } else if (present && present->place == 0) {
            plan->places_missing = true;
        } else {
            size_t with_it = bytes + row_bytes(&waiting[i].row);
            if (!has_room(plan, present ? PLAN_UPDATES : PLAN_INSERTS, rows_most, with_it))
                continue;
            add(plan, &waiting[i], present, changed);
            bytes = with_it;
        }
    }
}

const char *plan_cells(const struct plan *plan, char room[PLAN_CELLS_SIZE])
{
    room[0] = '\0';
    if (plan->kind == PLAN_UPDATES)
        (void)a1_span(room, plan->updates[0].place, plan->updates[0].changed);
    return room;
}

size_t batch_size(const struct batch_size *size)
{
    return size->most ? size->most : PLAN_ROWS_MAX;
}

bool batch_size_refused(struct batch_size *size, size_t count)
{
    size->most = count > 1 ? count / 2 : 0;
    return count == 1;
}

void batch_size_taken(struct batch_size *size)
{
    if (size->most)
        size->most = size->most * 2 >= PLAN_ROWS_MAX ? 0 : size->most * 2;
}
