/* The driver: begins what the schedule says, hands the answer to the step whose request it was, and applies
 * the result. */
#include "sync.h"

#include "clock.h"
#include "condition.h"
#include "google.h"
#include "log.h"
#include "loop.h"
#include "random.h"
#include "rate_limit.h"
#include "schedule.h"
#include "steps.h"
#include "tasks.h"
#include "token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum read_want {
    READ_UNWANTED,
    READ_WANTED,
    READ_TO_COMPARE, /* with the image, for the hourly comparison */
};

struct sync {
    struct sync_options o;
    struct sync_handlers handlers;
    void *ctx;
    struct loop_timer *timer, *finish_timer;
    enum sync_state state;    /* the request that is under way */
    uint64_t sent_ms;         /* when it left */
    enum sync_state recorded; /* what leaves is on disk since that state; RESTING: nothing is */
    enum read_want read_want;
    enum { SYNC_RUNS, SYNC_FINISHES, SYNC_FINISHED } life;
    void (*on_finished)(void *ctx);
    void *finish_ctx;
    struct rate_limit rate_limit;
    struct steps steps;
};

/* ---- What is next. */

static size_t rows_waiting(const struct sync *s)
{
    return journal_counts(s->o.journal).waiting;
}

/* Until a read is wanted to confirm what was written; that is worth spare quota only. */
static uint64_t verify_ms(struct sync *s, uint64_t now_ms)
{
    uint64_t due_ms = verify_due_ms(s->steps.verify);
    if (due_ms == UINT64_MAX)
        return UINT64_MAX;
    uint64_t spare_ms = rate_limit_spare_ms(&s->rate_limit, QUOTA_READ, now_ms);
    return due_ms > now_ms + spare_ms ? due_ms - now_ms : spare_ms;
}

/* Who finishes writes what waits, at once, and leaves the rest to a successor. */
static struct schedule_step next_step(struct sync *s)
{
    uint64_t now = loop_now_ms(s->o.loop);
    bool runs = s->life == SYNC_RUNS;
    const struct schedule_facts facts = {
        .busy = s->state != SYNC_RESTING,
        .has_token = token_header(s->o.token) != NULL,
        .tab_known = target_known(&s->steps.target),
        .read_wanted = runs && s->read_want != READ_UNWANTED,
        .rows_wait = sync_log_outbox(&s->steps.log, s->o.journal) > 0,
        .image_exact = cache_exact(&s->steps.image, now),
        .restore_wanted = runs && restore_wanted(s->steps.restore),
        .duplicate_wanted = runs && duplicate_wanted(&s->steps.duplicate),
        .verify_ms = runs ? verify_ms(s, now) : UINT64_MAX,
        .keeps_rows = last_rows_saving_foreign(s->o.last_rows),
        .read_pause_ms = rate_limit_pause_ms(&s->rate_limit, QUOTA_READ, now),
        .write_pause_ms = rate_limit_pause_ms(&s->rate_limit, QUOTA_WRITE, now),
        .spacing_ms = runs ? rate_limit_spacing_ms(&s->rate_limit, now) : 0,
        .read_quota_ms = rate_limit_quota_ms(&s->rate_limit, QUOTA_READ, now),
        .write_quota_ms = rate_limit_quota_ms(&s->rate_limit, QUOTA_WRITE, now),
    };
    return schedule_next(&facts);
}

static void want(struct sync *s, enum read_want wanted)
{
    s->read_want = wanted > s->read_want ? wanted : s->read_want;
}

static void end(struct sync *s)
{
    if (s->life != SYNC_FINISHES)
        return;
    s->life = SYNC_FINISHED;
    loop_timer_stop(s->timer);
    loop_timer_stop(s->finish_timer);
    s->on_finished(s->finish_ctx);
}

static void begin(struct sync *s, enum sync_state state);

static void next(struct sync *s)
{
    static const enum sync_state STATES[] = {[SCHEDULE_FIND_TAB] = SYNC_FINDING_TAB,
                                             [SCHEDULE_READ] = SYNC_READING,
                                             [SCHEDULE_WRITE] = SYNC_RECORDING,
                                             [SCHEDULE_RESTORE] = SYNC_RECORDING_RESTORE,
                                             [SCHEDULE_CHECK_DUPLICATE] = SYNC_RECORDING_CLEAR};
    if (s->life == SYNC_FINISHED)
        return;
    struct schedule_step step = next_step(s);
    enum sync_state state = STATES[step.action];
    if (state != SYNC_RESTING)
        begin(s, state);
    else if (s->life == SYNC_FINISHES && s->state == SYNC_RESTING &&
             !last_rows_saving_foreign(s->o.last_rows))
        end(s); /* waiting is for a successor */
    else if (step.action == SCHEDULE_WAIT)
        loop_timer_start(s->timer, step.wait_ms);
}

/* ---- How it stands. */

/* Requests of this kind are known to succeed again. */
static void works(struct sync *s, enum quota_kind kind)
{
    rate_limit_succeeded(&s->rate_limit, kind);
    if (rate_limit_works(&s->rate_limit, QUOTA_READ) && rate_limit_works(&s->rate_limit, QUOTA_WRITE))
        condition_set(s->o.condition, CONDITION_WORKS, "", "");
}

static void comparison_ended(struct sync *s, enum task_end how, const char *reason)
{
    if (s->read_want != READ_TO_COMPARE)
        return;
    s->read_want = READ_WANTED;
    tasks_ended(s->o.tasks, TASK_RECONCILE, how, reason);
}

static void image_read(struct sync *s, enum read_comparison comparison)
{
    comparison_ended(s, comparison == READ_COMPARED ? TASK_DONE : TASK_SKIPPED, NULL);
    s->read_want = READ_UNWANTED;
    s->handlers.on_image(s->ctx);
}

/* Nobody calls back for a token that does not come, except the token. */
static bool token_fails(const struct sync *s, const char **ret_words, enum token_verdict *ret_verdict)
{
    *ret_verdict = token_trouble(s->o.token, ret_words);
    return *ret_verdict != TOKEN_GRANTED && !token_header(s->o.token);
}

static void look_at_token(struct sync *s)
{
    const char *words;
    enum token_verdict verdict;
    if (!token_fails(s, &words, &verdict))
        return;
    condition_set(s->o.condition, verdict == TOKEN_PERMANENT ? CONDITION_REFUSED : CONDITION_FAILS, words,
                  token_trouble_english(s->o.token));
    /* The token's trouble is told in its own name. */
    tasks_ended(s->o.tasks, TASK_FLUSH, TASK_SKIPPED, NULL);
    comparison_ended(s, TASK_SKIPPED, NULL);
    s->handlers.on_trouble(s->ctx);
}

/* ---- Sending. */

/* Before a request leaves and after a write was answered: a successor must not spend again what we spent. */
static void retain(struct sync *s)
{
    struct buffer text;
    buffer_init(&text, 8192);
    rate_limit_write(&s->rate_limit, &text);
    s->handlers.on_retain(s->ctx, buffer_string(&text), text.length);
    buffer_free(&text);
}

static google_on_done answered;

/* The one way to Google. No write gets there that is not on disk, so that any successor knows of it
 * (docs/decisions/0025). */
static void send(struct sync *s, enum sync_state state)
{
    assert(sync_state_quota(state) == QUOTA_READ || sync_state_record(state) == s->recorded);
    struct api_request request;
    struct quota *quota = &s->rate_limit.quota;
    s->sent_ms = loop_now_ms(s->o.loop);
    steps_fill(&s->steps, state, s->sent_ms, &request);
    s->state = state;
    rate_limit_sent(&s->rate_limit, sync_state_quota(state), s->sent_ms);
    metrics_set(s->o.metrics, METRIC_SHEETS_READS_LEFT, quota_left(quota, QUOTA_READ, s->sent_ms));
    metrics_set(s->o.metrics, METRIC_SHEETS_WRITES_LEFT, quota_left(quota, QUOTA_WRITE, s->sent_ms));
    retain(s);
    google_send(s->o.google, &request, answered, s);
    api_request_free(&request);
}

static void apply(struct sync *s, const struct step_result *result);

/* It is on disk. */
static void recorded(void *ctx)
{
    struct sync *s = ctx;
    bool asks = sync_state_after(s->state, SYNC_STALE) != SYNC_NEVER;
    bool stale = asks && !cache_holds(&s->steps.image, loop_now_ms(s->o.loop));
    const struct step_result result = step_ended(stale ? SYNC_STALE : SYNC_DONE);
    if (s->life == SYNC_FINISHED)
        return;
    if (stale && s->state == SYNC_RECORDING)
        steps_hold(&s->steps);
    s->recorded = s->state;
    apply(s, &result);
}

static void record(struct sync *s, enum sync_state state)
{
    size_t settled;
    enum departure departure = steps_record(&s->steps, state, clock_wall_ms(), &settled, recorded, s);
    if (settled)
        works(s, QUOTA_WRITE); /* they had landed */
    if (departure == DEPARTURE_NONE) {
        loop_timer_start(s->timer, 1); /* not 0: libuv would call it again and again within this turn */
        return;
    }
    s->state = state;
    if (departure == DEPARTURE_RECORDED)
        recorded(s);
}

static void begin(struct sync *s, enum sync_state state)
{
    assert(s->state == SYNC_RESTING);
    if (sync_state_records(state))
        record(s, state);
    else
        send(s, state);
}

/* ---- Answers. */

static enum condition_state condition_of(enum outcome_class class)
{
    switch (class) {
    case OUTCOME_PARKED:
        return CONDITION_REFUSED;
    case OUTCOME_TAB_MISSING:
        return CONDITION_TAB_MISSING;
    case OUTCOME_TAB_GONE:
        return CONDITION_TAB_GONE;
    case OUTCOME_DONE:
    case OUTCOME_LATER:
    case OUTCOME_AMBIGUOUS:
    case OUTCOME_TOKEN:
    case OUTCOME_QUOTA:
    case OUTCOME_PLACE:
    case OUTCOME_CONTENT:
        break;
    }
    return CONDITION_FAILS;
}

static void failed(struct sync *s, const struct outcome *outcome, enum quota_kind kind)
{
    log_event(LOG_DEBUG, "sheets.step_failed", LOG_WITH(log_text("class", outcome_name(outcome->class))),
              "%s", outcome->words);
    if (outcome->class == OUTCOME_QUOTA)
        metrics_add(s->o.metrics, METRIC_SHEETS_RATE_LIMITED, 1);
    if (kind == QUOTA_READ)
        comparison_ended(s, TASK_FAILED, outcome->words);
    if (outcome->class == OUTCOME_PLACE)
        target_doubt(&s->steps.target);
    if (!rate_limit_failed(&s->rate_limit, outcome, kind, loop_now_ms(s->o.loop), random_u32()))
        return;
    tasks_ended(s->o.tasks, TASK_FLUSH, TASK_FAILED, outcome->words);
    condition_set(s->o.condition, condition_of(outcome->class), outcome->words, outcome->english);
    if (kind == QUOTA_READ)
        s->handlers.on_trouble(s->ctx);
}

/* What an ending means for the rate limit, the tasks and whoever waits. */
static void note_ending(struct sync *s, const struct step_result *result, enum quota_kind kind)
{
    switch (result->ending) {
    case SYNC_DONE:
        if (kind == QUOTA_WRITE || !rows_waiting(s))
            tasks_ended(s->o.tasks, TASK_FLUSH, TASK_DONE, NULL);
        works(s, kind);
        break;
    case SYNC_FAILED:
        failed(s, &result->outcome, kind);
        break;
    case SYNC_LAGS: /* no failure, but who waits is told what is known */
        rate_limit_read_again(&s->rate_limit, loop_now_ms(s->o.loop));
        s->handlers.on_trouble(s->ctx);
        break;
    case SYNC_SMALLER:
    case SYNC_NARROW:
    case SYNC_CLEARABLE:
    case SYNC_STALE:
    case SYNC_ENDINGS:
        break;
    }
}

static void apply(struct sync *s, const struct step_result *result)
{
    enum sync_state from = s->state, to = sync_state_after(from, result->ending);
    assert(to != SYNC_NEVER);
    if (result->image_doubted)
        cache_doubt(&s->steps.image);
    if (result->read_wanted)
        want(s, READ_WANTED);
    if (!sync_state_records(from))
        note_ending(s, result, sync_state_quota(from));
    s->state = SYNC_RESTING;
    if (to == SYNC_RESTING)
        s->recorded = SYNC_RESTING;
    if (s->life == SYNC_FINISHES && result->ending == SYNC_FAILED)
        end(s);
    else if (to != SYNC_RESTING && s->life != SYNC_FINISHED)
        begin(s, to);
    else
        next(s);
}

static void answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct sync *s = ctx;
    const struct step_reply reply = {outcome, body, length};
    const struct read_rows_when when = {s->sent_ms, loop_now_ms(s->o.loop), clock_wall_ms()};
    enum read_comparison comparison = READ_NOT_COMPARED;
    if (sync_state_quota(s->state) == QUOTA_WRITE) {
        rate_limit_answered(&s->rate_limit);
        retain(s);
    }
    struct step_result result =
        steps_take(&s->steps, s->state, &reply, &when, s->read_want == READ_TO_COMPARE ? &comparison : NULL);
    if (s->state == SYNC_READING && result.ending == SYNC_DONE)
        image_read(s, comparison);
    apply(s, &result);
}

/* ---- Life. */

static void on_time(void *ctx)
{
    next(ctx);
}

static void out_of_time(void *ctx)
{
    end(ctx);
}

/* A predecessor's write may land yet: nothing is written before that is unlikely. However the clock was set,
 * that ends after RATE_LIMIT_UNANSWERED_MS. */
static void inherit(struct sync *s)
{
    uint64_t now = loop_now_ms(s->o.loop);
    uint64_t age_ms = steps_inherit(&s->steps, s->o.found, rate_limit_inherited_write(&s->rate_limit), now,
                                    clock_wall_ms());
    if (age_ms < RATE_LIMIT_UNANSWERED_MS)
        rate_limit_delay_writes(&s->rate_limit, now + RATE_LIMIT_UNANSWERED_MS - age_ms);
}

struct sync *sync_create(const struct sync_options *options, const struct sync_handlers *handlers, void *ctx)
{
    struct sync *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->o = *options;
    s->handlers = *handlers;
    s->ctx = ctx;
    s->read_want = READ_WANTED;
    const struct target target = {.base_url = options->base_url,
                                  .spreadsheet_id = options->spreadsheet_id,
                                  .title = options->tab_title,
                                  .journal = options->journal};
    steps_init(&s->steps, &target, options->last_rows, options->metrics);
    rate_limit_init(&s->rate_limit);
    rate_limit_read(&s->rate_limit, options->retained, strlen(options->retained), loop_now_ms(options->loop));
    inherit(s);
    s->timer = loop_timer_create(options->loop, on_time, s);
    s->finish_timer = loop_timer_create(options->loop, out_of_time, s);
    (void)sync_log_outbox(&s->steps.log, s->o.journal);
    loop_timer_start(s->timer, 0);
    return s;
}

void sync_destroy(struct sync **take_sync)
{
    struct sync *s = *take_sync;
    if (!s)
        return;
    *take_sync = NULL;
    loop_timer_destroy(&s->timer);
    loop_timer_destroy(&s->finish_timer);
    steps_free(&s->steps);
    free(s);
}

void sync_poke(struct sync *s)
{
    look_at_token(s);
    next(s);
}

void sync_want_read(struct sync *s)
{
    want(s, READ_WANTED);
    next(s);
}

bool sync_has_work(const struct sync *s)
{
    return s->state != SYNC_RESTING || s->read_want != READ_UNWANTED || rows_waiting(s);
}

void sync_reconcile(struct sync *s)
{
    want(s, READ_TO_COMPARE);
    look_at_token(s);
    next(s);
}

void sync_expire(struct sync *s)
{
    cache_expire(&s->steps.image, loop_now_ms(s->o.loop));
}

bool sync_can_read(const struct sync *s)
{
    const char *words;
    enum token_verdict verdict;
    return rate_limit_works(&s->rate_limit, QUOTA_READ) && !token_fails(s, &words, &verdict);
}

const struct cache *sync_image(const struct sync *s)
{
    return &s->steps.image;
}

void sync_finish(struct sync *s, uint64_t within_ms, void (*on_finished)(void *ctx), void *ctx)
{
    s->life = SYNC_FINISHES;
    s->on_finished = on_finished;
    s->finish_ctx = ctx;
    loop_timer_start(s->finish_timer, within_ms);
    next(s);
}
