/* Rows of other people that a write of ours fell on, because somebody moved rows between our read and our
 * write: found by comparing what stands there with what stood there (people.h), and put back. */
#include "courier_inside.h"

#include "load.h"
#include "loop.h"
#include "replies.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

/* As long as watch.h looks for what a write without an answer did. */
#define AIM_UNKNOWN_MS 120000

static void note_cell(struct marks *marks, unsigned column, const char *text)
{
    size_t size = strlen(text) + 2;
    char *typed = malloc(size);
    if (!typed)
        abort();
    typed[0] = 's';
    memcpy(typed + 1, text, size - 1);
    marks_cell(marks, column, text[0] ? typed : "");
    free(typed);
}

static void note_row(struct marks *marks, const struct row *row, unsigned columns)
{
    const char *const texts[] = {row->key, row->b, row->c, row->d};
    for (unsigned column = 1; column < PEOPLE_CELLS; column++)
        if (columns & 1u << column)
            note_cell(marks, column, texts[column]);
}

void mend_note_batch(struct courier *c)
{
    const struct plan *plan = &c->flush.plan;
    for (size_t i = 0; plan->kind == PLAN_UPDATES && i < plan->count; i++) {
        note_row(&c->marks, &plan->updates[i].row, plan->updates[i].changed);
        marks_place(&c->marks, plan->updates[i].place);
    }
}

void mend_begin(struct courier *c)
{
    c->people = c->o.found->people;
    c->o.found->people = NULL;
    if (pace_inherited_write(&c->pace))
        c->aim_unknown_until_ms = loop_now_ms(c->o.loop) + AIM_UNKNOWN_MS;
    load_fill(&c->flush.load, c->o.journal); /* what a predecessor may have been writing */
    for (size_t i = 0; i < c->flush.load.count; i++)
        note_row(&c->marks, &c->flush.load.rows[i].row, 0xF);
}

/* ---- Looking. */

static bool is_ours(void *ctx, unsigned column, const char *cell)
{
    const struct courier *c = ctx;
    return marks_hold_cell(&c->marks, column, cell);
}

static bool was_aimed_at(void *ctx, uint32_t place)
{
    const struct courier *c = ctx;
    return marks_hold_place(&c->marks, place) || loop_now_ms(c->o.loop) < c->aim_unknown_until_ms;
}

static bool same_text(const char *typed, const char *text)
{
    if (typed[0] == 'n')
        return strtod(typed + 1, NULL) == strtod(text, NULL);
    return strcmp(typed[0] ? typed + 1 : "", text) == 0;
}

/* What we put back may itself have fallen on a row of ours. */
static void look_after_mends(struct courier *c, const struct row_map *now)
{
    for (size_t i = 0; c->mends_sent && i < c->hit_count; i++) {
        static const struct people_row NOTHING = {0, {"", "", "", ""}};
        const struct people_row *sent = c->hits[i].was ? c->hits[i].was : &NOTHING;
        const struct map_row *held = row_map_at(now, c->hits[i].place);
        if (held && same_text(sent->cells[1], held->b) && same_text(sent->cells[2], held->c) &&
            same_text(sent->cells[3], held->d))
            check_give_back(c, held->id);
    }
    c->mends_sent = false;
}

void mend_look(struct courier *c, struct people **take_people, const struct row_map *now)
{
    struct people *seen = *take_people;
    const struct people_questions questions = {is_ours, was_aimed_at, c};
    look_after_mends(c, now);
    report_people_full(&c->people_full_said, people_full(seen));
    c->hit_count = c->people ? people_hits(c->people, seen, &questions, c->hits, MENDS_MOST) : 0;
    if (c->hit_count) {
        struct people *mended = people_mended(seen, c->hits, c->hit_count);
        people_destroy(&seen);
        seen = mended;
    }
    /* Kept before the next write leaves, so that a successor can undo it. */
    if (!c->people || !people_same(c->people, seen))
        last_rows_save_people(c->o.last_rows, seen);
    people_destroy(&c->people);
    c->people = seen;
    *take_people = NULL;
}

/* ---- Putting back. */

static void mended(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool written = outcome->class == OUTCOME_DONE && reply_is_written(body, length);
    step_write_answered(c);
    cache_doubt(&c->cache);
    c->read_wanted = true; /* it shows whether that was all */
    c->mends_sent = written || outcome->class == OUTCOME_DONE || outcome->class == OUTCOME_AMBIGUOUS;
    if (written) {
        metrics_add(c->o.metrics, METRIC_SHEETS_RESTORED, (double)c->hit_count);
        report_mended(c->hit_count, c->hits[0].place);
        step_succeeded(c, QUOTA_WRITE);
    } else if (outcome->class == OUTCOME_DONE) {
        step_unreadable(c, QUOTA_WRITE);
    } else {
        step_failed(c, outcome, QUOTA_WRITE);
    }
}

void mend_send(struct courier *c)
{
    struct api_request request;
    struct api_place place = courier_place(c);
    if (!courier_image_exact(c)) { /* they may have moved again */
        c->read_wanted = true;
        courier_next(c);
        return;
    }
    for (size_t i = 0; i < c->hit_count; i++) {
        marks_place(&c->marks, c->hits[i].place);
        for (unsigned column = 1; column < PEOPLE_CELLS; column++)
            marks_cell(&c->marks, column, c->hits[i].was ? c->hits[i].was->cells[column] : "");
    }
    c->aim_unknown_until_ms = loop_now_ms(c->o.loop) + AIM_UNKNOWN_MS; /* until a look shows that it worked */
    request_mends(&request, &place, c->hits, c->hit_count);
    step_send(c, &request, mended);
}
