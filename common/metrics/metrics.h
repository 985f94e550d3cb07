/* The numbers of one process, and how they travel. The list is metrics.def; moving a number is all that its
 * owner does. One object per process, owned by main, shared by pointer. */
#ifndef VIGIE_METRICS_H
#define VIGIE_METRICS_H

#include "buffer.h"
#include "shard_metrics.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

enum metric {
#define METRIC(id, owners, kind, family, labels, help) METRIC_##id,
#include "metrics.def"
#undef METRIC
    METRICS
};

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* Upper bounds of all histograms, seconds; one more bucket holds the rest. */
#define METRIC_BUCKETS 10
extern const double METRIC_BOUNDS[METRIC_BUCKETS];

struct metric_value {
    double value;                         /* counter, gauge; histogram: sum */
    uint64_t count;                       /* histogram */
    uint64_t buckets[METRIC_BUCKETS + 1]; /* histogram, not cumulative */
};

enum trouble {
#define TROUBLE(id, word) TROUBLE_##id,
#include "troubles.def"
#undef TROUBLE
    TROUBLES
};

#define METRIC_TROUBLE_SIZE 400

struct metrics {
    enum worker owner; /* WORKER_SUPERVISOR for the supervisor's own */
    struct metric_value values[METRICS];
    struct shard_metrics shards; /* the gateway-worker's */
    /* What a person must do about the present troubles, as in the worker's log, and the same in English for
     * the page; "" while there is none, the English also where there are only French words. */
    struct metric_trouble {
        char french[METRIC_TROUBLE_SIZE], english[METRIC_TROUBLE_SIZE];
    } troubles[TROUBLES];
};

void metrics_init(struct metrics *m, enum worker owner);

void metrics_add(struct metrics *m, enum metric metric, double amount);      /* counter */
void metrics_set(struct metrics *m, enum metric metric, double value);       /* gauge */
void metrics_observe(struct metrics *m, enum metric metric, double seconds); /* histogram */
/* One line each, cut at a character; "" when it is over. */
void metrics_trouble(struct metrics *m, enum trouble trouble, const char *french, const char *english);
double metrics_get(const struct metrics *m, enum metric metric);

bool metric_owned_by(enum metric metric, enum worker worker);
bool metric_has_many_owners(enum metric metric);
enum metric_kind metric_kind(enum metric metric);
const char *metric_family(enum metric metric);
const char *metric_labels(enum metric metric);
const char *metric_help(enum metric metric); /* "" unless first of its family */

/* The METRICS body: "ID value\n" per metric of the owner; histograms "ID sum count b0 b1 …\n"; shards
 * as shard_metrics.h has them; "TROUBLE words\n" and "TROUBLE_EN words\n", as troubles.def has it, where
 * there is some. */
void metrics_write(const struct metrics *m, struct buffer *out);
/* Replaces the values that `body` names, and the shards by those in it; unknown names and lines that cannot
 * be read are ignored. `counters_only`: what a new instance goes on from. */
void metrics_read(struct metrics *m, const char *body, size_t length, bool counters_only);
/* One counter or gauge of a predecessor's body; 0: not there. */
double metrics_kept_value(const char *body, size_t length, enum metric metric);

#endif
