/* One line a state. */
#include "steps.h"

#include "doubt_memo.h"

#include <assert.h>
#include <stdlib.h>

static struct write_rows write_needs(struct steps *s)
{
    return (struct write_rows){s->journal, s->last_rows, &s->image, &s->batch,
                               s->verify,  s->restore,   &s->log,   &s->in_doubt};
}

static struct read_rows read_needs(struct steps *s)
{
    return (struct read_rows){s->journal,    s->last_rows, &s->image, s->verify,
                              &s->duplicate, s->restore,   &s->log,   &s->in_doubt};
}

/* What may be on its way, on disk with what else changes there. */
static void write_doubt(struct steps *s, void (*on_kept)(void *ctx), void *ctx)
{
    struct buffer text;
    buffer_init(&text, IN_DOUBT_BYTES_MAX);
    in_doubt_write(&s->in_doubt, &text);
    doubt_memo_write(s->journal, s->target.spreadsheet_id, s->target.title, buffer_string(&text), on_kept,
                     ctx);
    buffer_free(&text);
}

/* True: it must be written down. */
static bool departs(struct steps *s, enum sync_state state, int64_t wall_ms)
{
    const struct write_rows write = write_needs(s);
    switch (state) {
    case SYNC_RECORDING:
        return write_rows_depart(&write, wall_ms);
    case SYNC_RECORDING_RESTORE:
        return restore_depart(s->restore, &s->in_doubt, wall_ms);
    case SYNC_RECORDING_CLEAR:
        return duplicate_depart(&s->duplicate, &s->in_doubt, wall_ms);
    case SYNC_RESTING:
    case SYNC_FINDING_TAB:
    case SYNC_WIDENING_TAB:
    case SYNC_READING:
    case SYNC_WRITING:
    case SYNC_RESTORING:
    case SYNC_CHECKING_DUPLICATE:
    case SYNC_CLEARING_DUPLICATE:
    case SYNC_NEVER:
        break;
    }
    abort(); /* nothing is recorded */
}

enum departure steps_record(struct steps *s, enum sync_state state, int64_t wall_ms, size_t *ret_settled,
                            void (*on_recorded)(void *ctx), void *ctx)
{
    const struct write_rows write = write_needs(s);
    *ret_settled = 0;
    (void)in_doubt_sweep(&s->in_doubt, wall_ms);
    if (state == SYNC_RECORDING && !write_rows_plan(&write, ret_settled))
        return DEPARTURE_NONE;
    if (!departs(s, state, wall_ms))
        return DEPARTURE_RECORDED;
    write_doubt(s, on_recorded, ctx);
    return DEPARTURE_WAITS;
}

void steps_hold(struct steps *s)
{
    write_batch_hold(&s->batch);
}

void steps_fill(struct steps *s, enum sync_state state, uint64_t now_ms, struct api_request *request)
{
    const struct write_rows write = write_needs(s);
    struct api_place place = target_place(&s->target);
    if (sync_state_quota(state) == QUOTA_WRITE)
        cache_write(&s->image);
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
        write_rows_fill(&write, &place, request);
        break;
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
    case SYNC_RECORDING:
    case SYNC_RECORDING_RESTORE:
    case SYNC_RECORDING_CLEAR:
    case SYNC_NEVER:
        assert(false);
    }
}

static struct step_result read_answered(struct steps *s, const struct step_reply *reply,
                                        const struct read_rows_when *when,
                                        enum read_comparison *ret_comparison)
{
    const struct read_rows read = read_needs(s);
    struct step_result result = read_rows_answered(&read, reply, when, ret_comparison);
    bool swept = in_doubt_sweep(&s->in_doubt, when->wall_ms); /* after the look */
    if ((result.ending == SYNC_DONE && in_doubt_looked(&s->in_doubt)) || swept)
        write_doubt(s, NULL, NULL);
    return result;
}

static struct step_result take_write(struct steps *s, enum sync_state state, const struct step_reply *reply,
                                     uint64_t now_ms)
{
    const struct write_rows write = write_needs(s);
    if (state == SYNC_RESTORING)
        return restore_answered(s->restore, &s->in_doubt, &s->log, reply);
    if (state == SYNC_CLEARING_DUPLICATE)
        return duplicate_cleared(&s->duplicate, &s->in_doubt, &s->log, reply);
    return write_rows_answered(&write, reply, now_ms);
}

static struct step_result write_answered(struct steps *s, enum sync_state state,
                                         const struct step_reply *reply, uint64_t now_ms)
{
    struct step_result result = take_write(s, state, reply, now_ms);
    write_doubt(s, NULL, NULL); /* with the rows that left */
    return result;
}

struct step_result steps_take(struct steps *s, enum sync_state state, const struct step_reply *reply,
                              const struct read_rows_when *when, enum read_comparison *ret_comparison)
{
    switch (state) {
    case SYNC_FINDING_TAB:
        return target_found(&s->target, reply);
    case SYNC_WIDENING_TAB:
        return step_of_write(reply);
    case SYNC_READING:
        return read_answered(s, reply, when, ret_comparison);
    case SYNC_WRITING:
    case SYNC_RESTORING:
    case SYNC_CLEARING_DUPLICATE:
        return write_answered(s, state, reply, when->now_ms);
    case SYNC_CHECKING_DUPLICATE:
        return duplicate_checked(&s->duplicate, &s->in_doubt, reply);
    case SYNC_RESTING:
    case SYNC_RECORDING:
    case SYNC_RECORDING_RESTORE:
    case SYNC_RECORDING_CLEAR:
    case SYNC_NEVER:
        break;
    }
    abort(); /* nothing was sent */
}

/* Without a disk the supervisor alone knows that something was sent. */
static void inherit_unknown(struct steps *s, uint64_t now_ms)
{
    const struct write_rows write = write_needs(s);
    oldest_rows_load(&s->batch.loaded, s->journal); /* its batch was among these */
    restore_inherit_unknown(s->restore, s->batch.loaded.rows, s->batch.loaded.count, now_ms);
    write_rows_inherit_unknown(&write, now_ms);
}

uint64_t steps_inherit(struct steps *s, struct last_rows_found *found, bool unanswered, uint64_t now_ms,
                       int64_t wall_ms)
{
    uint64_t age_ms = wall_ms > found->read_ms ? (uint64_t)(wall_ms - found->read_ms) : 0;
    if (found->map)
        cache_fill_kept(&s->image, &found->map, age_ms, now_ms);
    s->restore = restore_create(&found->foreign);
    const struct write_rows write = write_needs(s);
    in_doubt_read(&s->in_doubt, doubt_memo_read(s->journal, s->target.spreadsheet_id, s->target.title),
                  wall_ms);
    restore_inherit(s->restore, &s->in_doubt);
    write_rows_inherit(&write, now_ms);
    if (unanswered && !s->in_doubt.count)
        inherit_unknown(s, now_ms);
    return s->in_doubt.count ? in_doubt_age_ms(&s->in_doubt, wall_ms) : UINT64_MAX;
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
    in_doubt_free(&s->in_doubt);
    verify_destroy(&s->verify);
    restore_destroy(&s->restore);
}
