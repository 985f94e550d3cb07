/* Words for the parts. */
#include "checks.h"

#include "array_len.h"
#include "repair.h"

#define LOST_IS_FAIL_MS 600000

const char *check_word(enum check check)
{
    static const char *const WORDS[] = {[CHECK_PASS] = "pass", [CHECK_WARN] = "warn", [CHECK_FAIL] = "fail"};
    return WORDS[check];
}

enum check check_worker(const struct worker_view *worker)
{
    if (worker->crash_loop)
        return CHECK_FAIL;
    switch (worker->state) {
    case WORKER_UP:
        return CHECK_PASS;
    case WORKER_STARTING:
    case WORKER_WAITING:
        return CHECK_WARN;
    case WORKER_UNKNOWN:
    case WORKER_HUNG:
    case WORKER_STOPPED:
        break;
    }
    return CHECK_FAIL;
}

static enum check worse(enum check a, enum check b)
{
    return a > b ? a : b;
}

/* The part that the verdict is about is at least as bad as the verdict. */
static enum check judged(const struct report *r, enum health_part part, enum check measured)
{
    if (health_part_of(r->rule->condition) != part)
        return measured;
    return worse(measured, r->status == HEALTH_DOWN      ? CHECK_FAIL
                           : r->status != HEALTH_HEALTHY ? CHECK_WARN
                                                         : CHECK_PASS);
}

enum check check_gateway(const struct report *r)
{
    enum check check = r->connected ? CHECK_PASS : r->lost_ms >= LOST_IS_FAIL_MS ? CHECK_FAIL : CHECK_WARN;
    return judged(r, PART_GATEWAY, check);
}

/* METRIC_SHEETS_STATE, as metrics.def words it. */
static const struct {
    enum check check;
    enum page_word word;
} SHEETS[] = {
    {CHECK_WARN, WORD_SHEETS_UNKNOWN}, {CHECK_PASS, WORD_SHEETS_WORKS},   {CHECK_WARN, WORD_SHEETS_FAILS},
    {CHECK_WARN, WORD_SHEETS_OFF},     {CHECK_FAIL, WORD_SHEETS_REFUSED}, {CHECK_FAIL, WORD_SHEETS_REFUSED},
    {CHECK_FAIL, WORD_SHEETS_REFUSED},
};

static unsigned sheets_state(const struct report *r)
{
    int state = (int)snapshot_value(r->snapshot, METRIC_SHEETS_STATE);
    bool up = r->snapshot->supervisor.workers[WORKER_SHEETS].state == WORKER_UP;
    return up && state > 0 && state < (int)ARRAY_LEN(SHEETS) ? (unsigned)state : 0;
}

/* A row that Google refuses waits for a person, however well the others go. */
enum check check_sheets(const struct report *r)
{
    bool refused = snapshot_value(r->snapshot, METRIC_SHEETS_DEAD) > 0;
    return judged(r, PART_SHEETS, worse(SHEETS[sheets_state(r)].check, refused ? CHECK_WARN : CHECK_PASS));
}

const char *sheets_state_text(const struct report *r)
{
    return page_word(r->language, SHEETS[sheets_state(r)].word);
}

/* SHARD_METRIC_STATE, as shard_metrics.def words it; the last row is for what nobody told. */
static const struct {
    enum check check;
    enum page_word word;
} SHARDS[] = {
    {CHECK_WARN, WORD_SHARD_NEVER},   {CHECK_PASS, WORD_SHARD_CONNECTED}, {CHECK_WARN, WORD_SHARD_LOST},
    {CHECK_FAIL, WORD_SHARD_STOPPED}, {CHECK_WARN, WORD_SHARD_UNKNOWN},
};

/* What the shards of a gateway-worker that is gone last were says nothing any more. */
static size_t shard_state(const struct report *r, const struct metric_shard *shard)
{
    double state = shard->values[SHARD_METRIC_STATE];
    size_t unknown = ARRAY_LEN(SHARDS) - 1;
    bool up = r->snapshot->supervisor.workers[WORKER_GATEWAY].state == WORKER_UP;
    return up && state >= 0 && state < (double)unknown ? (size_t)state : unknown;
}

enum check check_shard(const struct report *r, const struct metric_shard *shard)
{
    return SHARDS[shard_state(r, shard)].check;
}

const char *shard_state_text(const struct report *r, const struct metric_shard *shard)
{
    return page_word(r->language, SHARDS[shard_state(r, shard)].word);
}

enum check check_memory(const struct report *r)
{
    enum check check = r->memory_level == MEMORY_FINE   ? CHECK_PASS
                       : r->memory_level == MEMORY_HIGH ? CHECK_WARN
                                                        : CHECK_FAIL;
    return judged(r, PART_MEMORY, check);
}

enum check check_service(const struct report *r)
{
    enum check check = r->task_failures ? CHECK_WARN : CHECK_PASS;
    for (int i = 0; i < WORKERS; i++) {
        const struct worker_view *worker = &r->snapshot->supervisor.workers[i];
        if (worker->listed && check_worker(worker) != CHECK_PASS)
            check = CHECK_WARN;
    }
    return judged(r, PART_SERVICE, check);
}

enum check check_worst(const struct report *r)
{
    return worse(worse(check_gateway(r), check_sheets(r)), worse(check_memory(r), check_service(r)));
}

enum page_word worker_state_word(const struct worker_view *worker)
{
    static const enum page_word WORDS[] = {
        [WORKER_UNKNOWN] = WORD_WORKER_UNKNOWN, [WORKER_STARTING] = WORD_WORKER_STARTING,
        [WORKER_UP] = WORD_WORKER_UP,           [WORKER_HUNG] = WORD_WORKER_HUNG,
        [WORKER_WAITING] = WORD_WORKER_WAITING, [WORKER_STOPPED] = WORD_WORKER_STOPPED,
    };
    return worker->crash_loop ? WORD_WORKER_CRASH_LOOP : WORDS[worker->state];
}
