/* Names of the workers. */
#include "workers.h"

#include <string.h>

static const char *const NAMES[WORKERS + 1] = {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) [WORKER_##id] = name,
#include "workers.def"
#undef WORKER
    [WORKER_SUPERVISOR] = "supervisor",
};

const char *worker_name(enum worker worker)
{
    return NAMES[worker];
}

bool worker_named(const char *name, enum worker *ret_worker)
{
    for (int i = 0; i < WORKERS; i++) {
        size_t first_part = strcspn(NAMES[i], "-");
        bool by_first_part = strlen(name) == first_part && strncmp(NAMES[i], name, first_part) == 0;
        if (by_first_part || strcmp(NAMES[i], name) == 0) {
            *ret_worker = (enum worker)i;
            return true;
        }
    }
    return false;
}

enum setting_readers worker_reader(enum worker worker)
{
    static const enum setting_readers READERS[WORKERS] = {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) [WORKER_##id] = reader,
#include "workers.def"
#undef WORKER
    };
    return READERS[worker];
}
