/* What is the case, and for how long: the questions that health_rules.def asks. Pure. */
#ifndef VIGIE_CONDITIONS_H
#define VIGIE_CONDITIONS_H

#include "memory_watch.h"
#include "snapshot.h"
#include "timeline.h"

#include <stdint.h>

enum condition {
#define CONDITION(id, part, trouble) CONDITION_##id,
#include "conditions.def"
#undef CONDITION
    CONDITIONS
};

#define CONDITION_ABSENT (-1)

struct conditions {
    int64_t held_ms[CONDITIONS]; /* CONDITION_ABSENT, or for how long it has been the case */
    /* Monotonic: when what no program dates was first seen; 0: it is not the case. What nobody knows for now,
     * because the program that would tell is away, stays as it was. Survives this process. */
    uint64_t since_ms[CONDITIONS];
};

struct condition_inputs {
    const struct snapshot *snapshot;
    const struct timeline *timeline;
    enum memory_level memory;
    double latency_warn_s;
    uint64_t born_ms; /* start of this process, monotonic */
};

/* `c` is what was measured the last time; all zero before the first. */
void conditions_measure(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                        int64_t wall_ms);

/* Since when, as one JSON object; and back. */
void conditions_write(const struct conditions *c, struct json_writer *w);
void conditions_read(struct conditions *c, const struct json_value *json);

#endif
