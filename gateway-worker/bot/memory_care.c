/* A budget per level; the rest is the cache's work. */
#include "memory_care.h"

#include "array_len.h"
#include "channel_cache.h"
#include "log.h"
#include "tasks.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BYTES (64u * 1024) /* even now: asking Discord for every channel anew would cost more */

#define TRIM_WORTH_BYTES (512u * 1024)

enum level { FINE, HIGH, CRITICAL };

struct memory_care {
    struct bot_context *bot;
    enum level level;
    size_t most_bytes;
    size_t free_bytes; /* of the heap, when it was trimmed last or least since */
    struct channel_cache_size counted;
};

struct memory_care *memory_care_create(struct bot_context *bot)
{
    struct memory_care *care = calloc(1, sizeof(*care));
    if (!care)
        abort();
    care->bot = bot;
    care->most_bytes = MEMORY_CARE_CACHE_BYTES;
    return care;
}

void memory_care_destroy(struct memory_care **care)
{
    free(*care);
    *care = NULL;
}

static void report(struct memory_care *care)
{
    struct channel_cache_size size = channel_cache_size(care->bot->channels);
    metrics_set(care->bot->metrics, METRIC_CACHE_BYTES, (double)size.bytes);
    metrics_set(care->bot->metrics, METRIC_CACHE_ENTRIES, (double)size.channels);
    metrics_add(care->bot->metrics, METRIC_CACHE_REFUSED, (double)(size.refused - care->counted.refused));
    metrics_add(care->bot->metrics, METRIC_CACHE_EVICTED, (double)(size.evicted - care->counted.evicted));
    care->counted = size;
}

/* A large event leaves megabytes of free heap behind: the system gets them back. */
static void trim(struct memory_care *care)
{
    size_t free_bytes = mallinfo2().fordblks; /* counts pages that were given back already, too */
    if (free_bytes > care->free_bytes + TRIM_WORTH_BYTES) {
        (void)malloc_trim(0);
        care->free_bytes = free_bytes;
    } else if (free_bytes < care->free_bytes) {
        care->free_bytes = free_bytes;
    }
}

static void sweep(void *ctx)
{
    struct memory_care *care = ctx;
    channel_cache_limit(care->bot->channels, care->most_bytes);
    trim(care);
    report(care);
    tasks_ended(care->bot->tasks, TASK_CACHE, TASK_DONE, NULL);
}

void memory_care_start(struct memory_care *care)
{
    tasks_add(care->bot->tasks, TASK_CACHE, sweep, care);
}

/* High halves what is held at the time, once; critical drops all, each time it is said. */
static void shrink(struct memory_care *care, enum level level)
{
    size_t held = channel_cache_size(care->bot->channels).bytes;
    care->most_bytes = level == HIGH && held / 2 > LEAST_BYTES ? held / 2 : LEAST_BYTES;
    channel_cache_limit(care->bot->channels, level == HIGH ? care->most_bytes : 0);
    (void)malloc_trim(0);
    size_t left = channel_cache_size(care->bot->channels).bytes;
    if (left < held)
        log_event(LOG_NOTICE, "cache.shrunk",
                  LOG_WITH(log_int("before_bytes", (int64_t)held), log_int("after_bytes", (int64_t)left)),
                  "Mémoire rendue : le cache des salons est %s", level == HIGH ? "réduit de moitié" : "vidé");
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
        care->most_bytes = MEMORY_CARE_CACHE_BYTES;
    channel_cache_limit(care->bot->channels, care->most_bytes);
    report(care);
}
