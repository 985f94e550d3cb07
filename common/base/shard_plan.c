/* Reading a list of shard ids. */
#include "shard_plan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_listed(const char *ids, unsigned id)
{
    for (const char *at = ids; *at;) {
        char *end;
        unsigned long listed = strtoul(at, &end, 10);
        if (end == at)
            return false;
        if (listed == id)
            return true;
        at = *end == ',' ? end + 1 : end;
    }
    return false;
}

static bool names_one_beyond(const char *ids, unsigned count)
{
    for (const char *at = ids; *at;) {
        char *end;
        if (strtoul(at, &end, 10) >= count)
            return true;
        if (end == at)
            return false;
        at = *end == ',' ? end + 1 : end;
    }
    return false;
}

enum shard_plan_problem shard_plan(unsigned count, const char *ids, struct shard_plan *ret_plan)
{
    bool all = strcasecmp(ids, "all") == 0;
    *ret_plan = (struct shard_plan){.count = (uint16_t)count};
    enum shard_plan_problem problem =
        !all && names_one_beyond(ids, count) ? SHARD_PLAN_NOT_THERE : SHARD_PLAN_GOOD;
    for (unsigned id = 0; id < count; id++) {
        if (!all && !is_listed(ids, id))
            continue;
        if (ret_plan->mine == SHARDS_MOST)
            return SHARD_PLAN_TOO_MANY;
        ret_plan->ids[ret_plan->mine++] = (uint16_t)id;
    }
    if (ret_plan->mine)
        return problem;
    ret_plan->mine = 1; /* ids[0] is 0 */
    return SHARD_PLAN_NONE;
}

const char *shard_plan_trouble(enum shard_plan_problem problem)
{
    static const char *const TROUBLE[] = {
        [SHARD_PLAN_GOOD] = NULL,
        [SHARD_PLAN_TOO_MANY] = "un processus tient seize shards au plus, les autres restent sans connexion",
        [SHARD_PLAN_NOT_THERE] = "un numéro n'est pas plus petit que SHARD_COUNT",
        [SHARD_PLAN_NONE] = "aucun numéro n'est plus petit que SHARD_COUNT",
    };
    return TROUBLE[problem];
}

unsigned shard_plan_turn(const struct shard_plan *plan, const bool *fresh, size_t index,
                         unsigned max_concurrency)
{
    unsigned before = 0;
    for (size_t i = 0; i < index; i++)
        before += fresh[i] && plan->ids[i] % max_concurrency == plan->ids[index] % max_concurrency;
    return before;
}
