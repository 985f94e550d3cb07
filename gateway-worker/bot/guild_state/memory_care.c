/* A budget per level; the rest is the caches' work. */
#include "memory_care.h"

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

struct memory_care {
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

struct memory_care *memory_care_create(struct bot_context *bot)
{
    struct memory_care *care = calloc(1, sizeof(*care));
    if (!care)
        abort();
    care->bot = bot;
    return care;
}

void memory_care_destroy(struct memory_care **care)
{
    free(*care);
    *care = NULL;
}

static void report(struct memory_care *care)
{
    struct metrics *metrics = care->bot->metrics;
    struct counted now = {.expired = 0};
    for (int i = 0; i < CACHES; i++) {
        struct record_store_size size = caches_size(care->bot->caches, (enum cache)i);
        metrics_set(metrics, METRICS_OF[i].bytes, (double)size.bytes);
        metrics_set(metrics, METRICS_OF[i].entries, (double)size.records);
        metrics_add(metrics, METRICS_OF[i].evicted, (double)(size.evicted - care->counted.evicted[i]));
        now.evicted[i] = size.evicted;
        now.expired += size.expired;
        now.refused += size.refused;
    }
    metrics_add(metrics, METRIC_CACHE_EXPIRED, (double)(now.expired - care->counted.expired));
    metrics_add(metrics, METRIC_CACHE_REFUSED, (double)(now.refused - care->counted.refused));
    care->counted = now;
}

/* A large event leaves megabytes of free heap behind: the system gets them back. */
static void trim(struct memory_care *care)
{
    size_t free_bytes = mallinfo2().fordblks; /* counts pages that were given back already, too */
    if (free_bytes > care->free_bytes + TRIM_WORTH_BYTES) {
        footprint_trim_heap();
        care->free_bytes = free_bytes;
    } else if (free_bytes < care->free_bytes) {
        care->free_bytes = free_bytes;
    }
}

static void sweep(void *ctx)
{
    struct memory_care *care = ctx;
    caches_sweep(care->bot->caches, (uint32_t)(loop_now_ms(care->bot->loop) / 1000));
    trim(care);
    report(care);
    tasks_ended(care->bot->tasks, TASK_CACHE, TASK_DONE, NULL);
}

void memory_care_start(struct memory_care *care)
{
    tasks_add(care->bot->tasks, TASK_CACHE, sweep, care);
}

/* High halves what each holds at the time, once; critical drops all, each time it is said, and lets little
 * back in. */
static void shrink(struct memory_care *care, enum level level)
{
    struct caches *caches = care->bot->caches;
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

void memory_care_level(struct memory_care *care, const char *level, size_t length)
{
    static const char *const NAMES[] = {[FINE] = "fine", [HIGH] = "high", [CRITICAL] = "critical"};
    size_t said = 0;
    while (said < ARRAY_LEN(NAMES) &&
           (strlen(NAMES[said]) != length || memcmp(NAMES[said], level, length) != 0))
        said++;
    enum level before = care->level;
    if (said == ARRAY_LEN(NAMES))
        return;
    care->level = (enum level)said;
    if (care->level == CRITICAL || (care->level == HIGH && before == FINE))
        shrink(care, care->level);
    if (care->level == FINE)
        caches_limit(care->bot->caches, MEMORY_CARE_CACHE_BYTES);
    report(care);
}
