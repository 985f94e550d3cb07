/* What health-server knows of the service: bodies and time come in, a report goes out. Pure but for memory.
 * Owned by main. Everything but the newest second survives a restart of this process through observer_keep. */
#ifndef VIGIE_OBSERVER_H
#define VIGIE_OBSERVER_H

#include "report.h"

struct observer_options {
    struct memory_limits memory; /* as set; the cgroup's limit is applied here */
    double latency_warn_s;
    const char *instance_id; /* borrowed; NULL: made from the start time of the supervisor */
};

struct observer {
    struct observer_options options;
    char instance_id[40];
    uint64_t born_ms;
    struct snapshot snapshot;
    struct buffer snapshot_body; /* as received, for observer_keep */
    struct averages averages;
    struct timeline timeline;
    struct memory_watch memory;
    struct health_events events;
    struct conditions conditions; /* as of the last look */
    const struct health_rule *rule;
    bool memory_rose; /* between two ticks */
    bool restored;    /* a predecessor's form came */
};

void observer_init(struct observer *o, const struct observer_options *options, uint64_t now_ms,
                   int64_t wall_ms);
void observer_fini(struct observer *o);

/* What a predecessor kept. Malformed: ignored. */
void observer_restore(struct observer *o, const char *body, size_t length, uint64_t now_ms, int64_t wall_ms);
/* Appends what a successor must know: JSON, at most OBSERVER_KEPT_MOST bytes. */
#define OBSERVER_KEPT_MOST (16 * 1024)
void observer_keep(const struct observer *o, struct buffer *out, uint64_t now_ms);

struct err observer_snapshot(struct observer *o, const char *body, size_t length, uint64_t now_ms,
                             int64_t wall_ms);
void observer_metrics(struct observer *o, enum worker from, const char *body, size_t length, uint64_t now_ms,
                      int64_t wall_ms);
void observer_event(struct observer *o, const char *line, size_t length);

/* Our own numbers, for the reporter and the HTTP server to move. */
struct metrics *observer_own_metrics(struct observer *o);

/* Once a second. True when memory rose over a limit, see observer.memory.level. */
bool observer_tick(struct observer *o, uint64_t now_ms, int64_t wall_ms);

void observer_report(const struct observer *o, uint64_t requests, uint64_t now_ms, int64_t wall_ms,
                     struct report *ret_report);

#endif
