/* What a read of the sheet shows, and to whom it is told. */
#include "courier_inside.h"

#include "reconcile.h"
#include "replies.h"
#include "report.h"
#include "tasks.h"

#include <inttypes.h>
#include <stdio.h>

/* Rows that wait in the outbox are on their way to being different. */
static bool on_its_way(void *ctx, uint64_t id)
{
    struct courier *c = ctx;
    char key[24];
    struct row row;
    snprintf(key, sizeof(key), "%" PRIu64, id);
    return journal_find(c->o.journal, key, &row);
}

static void compare(struct courier *c, const struct row_map *now)
{
    c->reconciling = false;
    if (!c->cache.map ||
        !c->cache.places_known) { /* a write may have landed: nothing is believed for certain */
        tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_SKIPPED, NULL);
        return;
    }
    struct divergence divergence = reconcile(c->cache.map, now, on_its_way, c);
    metrics_add(c->o.metrics, METRIC_SHEETS_DIVERGED, (double)(divergence.changed + divergence.gone));
    report_divergence(&divergence);
    tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_DONE, NULL);
}

void courier_rows_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    if (outcome->class != OUTCOME_DONE) {
        step_failed(c, outcome, QUOTA_READ);
        return;
    }
    struct row_map *map = row_map_create();
    struct people *people = people_create();
    if (err_is(reply_rows(body, length, map, people))) {
        row_map_destroy(&map);
        people_destroy(&people);
        step_unreadable(c, QUOTA_READ);
        return;
    }
    if (c->reconciling)
        compare(c, map);
    check_image(c, map);
    mend_look(c, &people, map);
    cache_fill(&c->cache, &map, c->sent_ms);
    struct map_survey survey = row_map_survey(c->cache.map);
    report_survey(c->o.metrics, &c->survey, &survey);
    c->survey = survey;
    c->read_wanted = false;
    c->handlers.on_image(c->ctx);
    step_succeeded(c, QUOTA_READ);
}
