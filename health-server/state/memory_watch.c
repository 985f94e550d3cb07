/* Memory limits with hysteresis. */
#include "memory_watch.h"

#define WARN_PERCENT     75
#define CRITICAL_PERCENT 90
#define LEAVE_PERCENT    95 /* of a limit: under this the level is left again */

static uint64_t percent_of(uint64_t bytes, unsigned percent)
{
    return bytes * percent / 100; /* no machine has the 2^57 bytes that would overflow */
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

struct memory_limits memory_limits_within(struct memory_limits wanted, uint64_t cgroup_bytes)
{
    if (!cgroup_bytes)
        return wanted;
    return (struct memory_limits){
        .warn_bytes = lesser(wanted.warn_bytes, percent_of(cgroup_bytes, WARN_PERCENT)),
        .critical_bytes = lesser(wanted.critical_bytes, percent_of(cgroup_bytes, CRITICAL_PERCENT)),
    };
}

static bool over(uint64_t bytes, uint64_t limit, bool already)
{
    return bytes >= (already ? percent_of(limit, LEAVE_PERCENT) : limit);
}

bool memory_watch_sample(struct memory_watch *watch, const struct memory_limits *limits, uint64_t bytes)
{
    enum memory_level before = watch->level;
    if (over(bytes, limits->critical_bytes, before == MEMORY_CRITICAL))
        watch->level = MEMORY_CRITICAL;
    else if (over(bytes, limits->warn_bytes, before != MEMORY_FINE))
        watch->level = MEMORY_HIGH;
    else
        watch->level = MEMORY_FINE;
    return watch->level > before;
}
