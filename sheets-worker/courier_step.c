/* One request of the courier, from its leaving to what follows from its end. */
#include "courier_inside.h"

#include "log.h"
#include "loop.h"
#include "random.h"
#include "report.h"
#include "tasks.h"

struct api_place courier_place(const struct courier *c)
{
    return (struct api_place){c->o.base_url, c->o.spreadsheet_id, c->tab.known.title, c->tab.known.sheet_id};
}

void courier_count_outbox(struct courier *c)
{
    c->waiting = report_outbox(c->o.metrics, c->o.journal);
}

void courier_end(struct courier *c)
{
    void (*on_finished)(void *ctx) = c->on_finished;
    c->on_finished = NULL;
    loop_timer_stop(c->timer);
    loop_timer_stop(c->finish_timer);
    if (on_finished)
        on_finished(c->finish_ctx);
}

/* Before a request leaves and after a write was answered: a successor must not spend again what we spent. */
static void keep_pace(struct courier *c)
{
    struct buffer kept;
    buffer_init(&kept, 8192);
    pace_write(&c->pace, &kept);
    c->handlers.on_keep(c->ctx, buffer_string(&kept), kept.length);
    buffer_free(&kept);
}

void step_write_answered(struct courier *c)
{
    pace_answered(&c->pace);
    keep_pace(c);
}

void courier_works(struct courier *c, enum quota_kind kind)
{
    pace_succeeded(&c->pace, kind);
    if (pace_works(&c->pace, QUOTA_READ) && pace_works(&c->pace, QUOTA_WRITE))
        condition_set(c->o.condition, CONDITION_WORKS, "", "");
}

void step_succeeded(struct courier *c, enum quota_kind kind)
{
    c->busy = false;
    if (kind == QUOTA_WRITE || !c->waiting)
        tasks_ended(c->o.tasks, TASK_FLUSH, TASK_DONE, NULL);
    courier_works(c, kind);
    courier_next(c);
}

void step_failed(struct courier *c, const struct outcome *outcome, enum quota_kind kind)
{
    enum condition_state state = outcome->class == OUTCOME_PARKED ? CONDITION_REFUSED : CONDITION_FAILS;
    log_event(LOG_DEBUG, "sheets.step_failed", LOG_WITH(log_text("class", outcome_name(outcome->class))),
              "%s", outcome->words);
    c->busy = false;
    if (outcome->class == OUTCOME_QUOTA)
        metrics_add(c->o.metrics, METRIC_SHEETS_RATE_LIMITED, 1);
    if (c->reconciling && kind == QUOTA_READ) {
        c->reconciling = false;
        tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_FAILED, outcome->words);
    }
    if (outcome->class == OUTCOME_PLACE)
        tab_doubt(&c->tab);
    if (pace_failed(&c->pace, outcome, kind, loop_now_ms(c->o.loop), random_u32())) {
        tasks_ended(c->o.tasks, TASK_FLUSH, TASK_FAILED, outcome->words);
        condition_set(c->o.condition, state, outcome->words, outcome->english);
        if (kind == QUOTA_READ)
            c->handlers.on_trouble(c->ctx);
    }
    if (c->on_finished)
        courier_end(c);
    else
        courier_next(c);
}

void step_unreadable(struct courier *c, enum quota_kind kind)
{
    struct outcome outcome = {.class = OUTCOME_AMBIGUOUS, .words = "Google Sheets répond de façon illisible"};
    step_failed(c, &outcome, kind);
}

static void report_quota(struct courier *c)
{
    struct quota *quota = &c->pace.quota;
    metrics_set(c->o.metrics, METRIC_SHEETS_READS_LEFT, quota_left(quota, QUOTA_READ, c->sent_ms));
    metrics_set(c->o.metrics, METRIC_SHEETS_WRITES_LEFT, quota_left(quota, QUOTA_WRITE, c->sent_ms));
}

void step_send(struct courier *c, struct api_request *request, google_on_done *on_done)
{
    c->busy = true;
    c->sent_ms = loop_now_ms(c->o.loop);
    pace_sent(&c->pace, request->is_write ? QUOTA_WRITE : QUOTA_READ, c->sent_ms);
    report_quota(c);
    keep_pace(c);
    google_send(c->o.google, request, on_done, c);
    api_request_free(request);
}

void step_send_plain(struct courier *c, void (*fill)(struct api_request *, const struct api_place *),
                     google_on_done *on_done)
{
    struct api_request request;
    struct api_place place = courier_place(c);
    fill(&request, &place);
    step_send(c, &request, on_done);
}
