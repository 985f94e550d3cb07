/* Words for the parts. */
#include "checks.h"

#include "array_len.h"

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

enum check check_gateway(const struct report *r)
{
    if (r->connected)
        return CHECK_PASS;
    bool for_good = r->rule->condition == CONDITION_TOKEN_REFUSED ||
                    r->rule->condition == CONDITION_INTENTS_REFUSED ||
                    r->rule->condition == CONDITION_GATEWAY_REFUSED;
    return for_good || r->lost_ms >= LOST_IS_FAIL_MS ? CHECK_FAIL : CHECK_WARN;
}

/* METRIC_SHEETS_STATE, as metrics.def words it. */
static const struct {
    enum check check;
    const char *text;
} SHEETS[] = {
    {CHECK_WARN, "état pas encore connu"},
    {CHECK_PASS, "la feuille répond"},
    {CHECK_WARN, "ne répond pas, nouvel essai prévu"},
    {CHECK_WARN, "non configurée"},
    {CHECK_FAIL, "accès refusé par Google"},
};

static unsigned sheets_state(const struct report *r)
{
    int state = (int)snapshot_value(r->snapshot, METRIC_SHEETS_STATE);
    bool up = r->snapshot->supervisor.workers[WORKER_SHEETS].state == WORKER_UP;
    return up && state > 0 && state < (int)ARRAY_LEN(SHEETS) ? (unsigned)state : 0;
}

enum check check_sheets(const struct report *r)
{
    return SHEETS[sheets_state(r)].check;
}

const char *sheets_state_text(const struct report *r)
{
    return SHEETS[sheets_state(r)].text;
}

/* SHARD_METRIC_STATE, as shard_metrics.def words it; the last row is for what nobody told. */
static const struct {
    enum check check;
    const char *text;
} SHARDS[] = {
    {CHECK_WARN, "jamais connecté"}, {CHECK_PASS, "connecté"}, {CHECK_WARN, "perdu"},
    {CHECK_FAIL, "arrêté"},          {CHECK_WARN, "inconnu"},
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
    return SHARDS[shard_state(r, shard)].text;
}

enum check check_memory(const struct report *r)
{
    return r->memory_level == MEMORY_FINE   ? CHECK_PASS
           : r->memory_level == MEMORY_HIGH ? CHECK_WARN
                                            : CHECK_FAIL;
}

const char *worker_state_text(const struct worker_view *worker)
{
    static const char *const TEXTS[] = {
        [WORKER_UNKNOWN] = "inconnu",     [WORKER_STARTING] = "en démarrage", [WORKER_UP] = "en marche",
        [WORKER_HUNG] = "ne répond plus", [WORKER_WAITING] = "en attente",    [WORKER_STOPPED] = "arrêté",
    };
    return worker->crash_loop ? "s'arrête sans cesse" : TEXTS[worker->state];
}
