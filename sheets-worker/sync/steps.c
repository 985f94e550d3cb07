/* One line a state. */
#include "steps.h"

#include "write_rows.h"

#include <assert.h>
#include <stdlib.h>

static struct write_rows write_needs(struct steps *s)
{
    return (struct write_rows){s->journal, s->last_rows, &s->image, &s->batch,
                               s->verify,  s->restore,   &s->log};
}

static struct read_rows read_needs(struct steps *s)
{
    return (struct read_rows){s->journal,    s->last_rows, &s->image, s->verify,
                              &s->duplicate, s->restore,   &s->log};
}

bool steps_fill(struct steps *s, enum sync_state state, uint64_t now_ms, struct api_request *request,
                size_t *ret_settled)
{
    const struct write_rows write = write_needs(s);
    struct api_place place = target_place(&s->target);
    *ret_settled = 0;
    switch (state) {
    case SYNC_FINDING_TAB:
        request_tabs(request, &place);
        break;
    case SYNC_WIDENING_TAB:
        request_widen(request, &place);
        break;
    case SYNC_READING:
        request_rows(request, &place);
        break;
    case SYNC_WRITING:
        return write_rows_fill(&write, &place, request, ret_settled);
    case SYNC_RESTORING:
        restore_fill(s->restore, &place, now_ms, request);
        break;
    case SYNC_CHECKING_DUPLICATE:
        duplicate_fill_check(&s->duplicate, &place, request);
        break;
    case SYNC_CLEARING_DUPLICATE:
        duplicate_fill_clear(&s->duplicate, &place, request);
        break;
    case SYNC_RESTING:
    case SYNC_NEVER:
        assert(false);
    }
    return true;
}

struct step_result steps_take(struct steps *s, enum sync_state state, const struct step_reply *reply,
                              const struct read_rows_when *when, enum read_comparison *ret_comparison)
{
    const struct write_rows write = write_needs(s);
    const struct read_rows read = read_needs(s);
    switch (state) {
    case SYNC_FINDING_TAB:
        return target_found(&s->target, reply);
    case SYNC_WIDENING_TAB:
        return step_of_write(reply);
    case SYNC_READING:
        return read_rows_answered(&read, reply, when, ret_comparison);
    case SYNC_WRITING:
        return write_rows_answered(&write, reply, when->now_ms);
    case SYNC_RESTORING:
        return restore_answered(s->restore, &s->log, reply);
    case SYNC_CHECKING_DUPLICATE:
        return duplicate_checked(&s->duplicate, s->verify, reply);
    case SYNC_CLEARING_DUPLICATE:
        return duplicate_cleared(&s->duplicate, &s->log, reply);
    case SYNC_RESTING:
    case SYNC_NEVER:
        break;
    }
    abort(); /* nothing was sent */
}

void steps_inherit(struct steps *s, struct last_rows_found *found, bool unanswered, uint64_t now_ms,
                   int64_t wall_ms)
{
    const struct write_rows write = write_needs(s);
    uint64_t age_ms = wall_ms > found->read_ms ? (uint64_t)(wall_ms - found->read_ms) : 0;
    if (found->map)
        cache_fill_kept(&s->image, &found->map, age_ms, now_ms);
    s->restore = restore_create(&found->foreign);
    oldest_rows_load(&s->batch.loaded, s->journal); /* its batch was among these */
    restore_inherit(s->restore, s->batch.loaded.rows, s->batch.loaded.count, unanswered, now_ms);
    if (unanswered)
        write_rows_doubt(&write, now_ms);
}

void steps_init(struct steps *s, const struct target *target, struct last_rows *last_rows,
                struct metrics *metrics)
{
    *s = (struct steps){.journal = target->journal, .last_rows = last_rows, .target = *target};
    s->log.metrics = metrics;
    s->verify = verify_create();
    target_init(&s->target);
}

void steps_free(struct steps *s)
{
    target_free(&s->target);
    cache_free(&s->image);
    write_batch_free(&s->batch);
    verify_destroy(&s->verify);
    restore_destroy(&s->restore);
}
