/* Sets a budget for each level of memory; the caches evict by themselves. */
#include "cache_budget.h"

#include "allocate.h"
#include "array_len.h"
#include "caches.h"
#include "footprint.h"
#include "log.h"
#include "loop.h"
#include "tasks.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BYTES (256u * 1024) /* even now: asking Discord for everything anew would cost more */

#define TRIM_WORTH_BYTES (512u * 1024)

enum level { FINE, HIGH, CRITICAL };

/* As they were counted last; all caches together. */
struct counted {
    uint64_t evicted[CACHES], expired, refused;
};

struct cache_budget {
    struct bot_context *bot;
    enum level level;
    size_t free_bytes; /* of the heap, when it was trimmed last or least since */
    struct counted counted;
};

static const struct {
    enum metric bytes, entries, evicted;
} METRICS_OF[CACHES] = {
#define CACHE(id, kind, share, idle_s)                                                                       \
    [CACHE_##id] = {METRIC_CACHE_BYTES_##id, METRIC_CACHE_ENTRIES_##id, METRIC_CACHE_EVICTED_##id},
#include "caches.def"
#undef CACHE
};

struct cache_budget *cache_budget_create(struct bot_context *bot)
{
    struct cache_budget *budget = allocate(1, sizeof(*budget));
    budget->bot = bot;
    return budget;
}

void cache_budget_destroy(struct cache_budget **budget)
{
    free(*budget);
    *budget = NULL;
}

static void report(struct cache_budget *budget)
{
    struct metrics *metrics = budget->bot->metrics;
    struct counted now = {.expired = 0};
    for (int i = 0; i < CACHES; i++) {
        struct record_store_size size = caches_size(budget->bot->caches, (enum cache)i);
        metrics_set(metrics, METRICS_OF[i].bytes, (double)size.bytes);
        metrics_set(metrics, METRICS_OF[i].entries, (double)size.records);
        metrics_add(metrics, METRICS_OF[i].evicted, (double)(size.evicted - budget->counted.evicted[i]));
        now.evicted[i] = size.evicted;
        now.expired += size.expired;
        now.refused += size.refused;
    }
    metrics_add(metrics, METRIC_CACHE_EXPIRED, (double)(now.expired - budget->counted.expired));
    metrics_add(metrics, METRIC_CACHE_REFUSED, (double)(now.refused - budget->counted.refused));
    budget->counted = now;
}

/* A large event leaves megabytes of free heap behind: the system gets them back. */
static void trim(struct cache_budget *budget)
{
    size_t free_bytes = mallinfo2().fordblks; /* counts pages that were given back already, too */
    if (free_bytes > budget->free_bytes + TRIM_WORTH_BYTES) {
        footprint_trim_heap();
        budget->free_bytes = free_bytes;
    } else if (free_bytes < budget->free_bytes) {
        budget->free_bytes = free_bytes;
    }
}

static void sweep(void *ctx)
{
    struct cache_budget *budget = ctx;
    caches_sweep(budget->bot->caches, (uint32_t)(loop_now_ms(budget->bot->loop) / 1000));
    trim(budget);
    report(budget);
    tasks_ended(budget->bot->tasks, TASK_CACHE, TASK_DONE, NULL);
}

void cache_budget_start(struct cache_budget *budget)
{
    tasks_add(budget->bot->tasks, TASK_CACHE, sweep, budget);
}

/* High halves what each holds at the time, once; critical drops all, each time it is said, and lets little
 * back in. */
static void shrink(struct cache_budget *budget, enum level level)
{
    struct caches *caches = budget->bot->caches;
    size_t held = caches_bytes(caches);
    if (level == HIGH)
        caches_halve(caches, LEAST_BYTES);
    else
        caches_limit(caches, 0);
    footprint_trim_heap();
    size_t left = caches_bytes(caches);
    if (left < held)
        log_event(LOG_NOTICE, "cache.shrunk",
                  LOG_WITH(log_int("before_bytes", (int64_t)held), log_int("after_bytes", (int64_t)left)),
                  "Mémoire rendue : les caches de Discord sont %s",
                  level == HIGH ? "réduits de moitié" : "vidés");
    if (level == CRITICAL)
        caches_limit(caches, LEAST_BYTES);
}

void cache_budget_level(struct cache_budget *budget, const char *level, size_t length)
{
    static const char *const NAMES[] = {[FINE] = "fine", [HIGH] = "high", [CRITICAL] = "critical"};
    size_t said = 0;
    while (said < ARRAY_LEN(NAMES) &&
           (strlen(NAMES[said]) != length || memcmp(NAMES[said], level, length) != 0))
        said++;
    enum level before = budget->level;
    if (said == ARRAY_LEN(NAMES))
        return;
    budget->level = (enum level)said;
    if (budget->level == CRITICAL || (budget->level == HIGH && before == FINE))
        shrink(budget, budget->level);
    if (budget->level == FINE)
        caches_limit(budget->bot->caches, CACHE_BUDGET_BYTES);
    report(budget);
}
