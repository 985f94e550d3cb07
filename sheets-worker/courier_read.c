/* What a read of the sheet shows, and to whom it is told. */
#include "courier_inside.h"

#include "id_column.h"
#include "loop.h"
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

/* The read is older than what Google has confirmed. Nothing of it is believed; it is read again a little
 * later. */
static bool read_lags(struct courier *c, const struct row_map *now)
{
    size_t rows = watch_lagging(c->watch, now, c->sent_ms);
    report_lag(&c->lag_said, rows);
    if (!rows)
        return false;
    metrics_add(c->o.metrics, METRIC_SHEETS_LAGGING, 1);
    pace_read_again(&c->pace, loop_now_ms(c->o.loop));
    c->handlers.on_trouble(c->ctx); /* who waits for it is told what is known */
    c->busy = false;
    courier_next(c);
    return true;
}

/* Somebody shifted the columns: every row would seem to be new. It stays as it is until a person puts it
 * right. */
static void ids_moved(struct courier *c, char column)
{
    struct outcome outcome = {.class = OUTCOME_PARKED};
    snprintf(outcome.words, sizeof(outcome.words),
             "la colonne A doit contenir channel_id, or ils sont en colonne %c ; rien n'est écrit d'ici là. "
             "Supprimez la colonne insérée, ou remettez les channel_id en colonne A.",
             column);
    snprintf(outcome.english, sizeof(outcome.english),
             "column A must hold channel_id, but they are in column %c; nothing is written until then. "
             "Delete the column that was inserted, or put the channel_id back into column A.",
             column);
    c->ids_moved = true;
    cache_doubt(&c->cache);
    step_failed(c, &outcome, QUOTA_READ);
}

/* The read is believed. */
static void take_image(struct courier *c, struct row_map **take_map, struct people **take_people)
{
    if (c->reconciling)
        compare(c, *take_map);
    check_image(c, *take_map);
    mend_look(c, take_people, *take_map);
    cache_fill(&c->cache, take_map, c->sent_ms);
    struct map_survey survey = row_map_survey(c->cache.map);
    report_survey(c->o.metrics, &c->survey, &survey);
    c->survey = survey;
    c->read_wanted = false;
    c->ids_moved = false;
    c->handlers.on_image(c->ctx);
    step_succeeded(c, QUOTA_READ);
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
    struct err e = reply_rows(body, length, map, people);
    char column = err_is(e) ? 0 : id_column_moved(c->cache.map, map, people);
    if (err_is(e))
        step_unreadable(c, QUOTA_READ);
    else if (column)
        ids_moved(c, column);
    else if (!read_lags(c, map))
        take_image(c, &map, &people);
    row_map_destroy(&map);
    people_destroy(&people);
}
