/* What waits to be written to the database: samples of 8 hours, transitions, incidents. Full: the oldest
 * goes, counted. Pure; embedded by its user; all zero is empty. */
#ifndef VIGIE_BACKLOG_H
#define VIGIE_BACKLOG_H

#include "history_view.h"
#include "incident_log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BACKLOG_SAMPLES_MAX     960
#define BACKLOG_TRANSITIONS_MAX 128
#define BACKLOG_INCIDENTS_MAX   32

/* A part of it, in order, that is being written: copies. */
#define BACKLOG_PART_SAMPLES 64
struct backlog_part {
    struct history_sample samples[BACKLOG_PART_SAMPLES];
    struct transition transitions[BACKLOG_TRANSITIONS_MAX];
    struct incident incidents[BACKLOG_INCIDENTS_MAX];
    size_t sample_count, transition_count, incident_count;
};

struct backlog {
    struct history_sample samples[BACKLOG_SAMPLES_MAX]; /* a ring */
    struct transition transitions[BACKLOG_TRANSITIONS_MAX];
    struct incident incidents[BACKLOG_INCIDENTS_MAX]; /* the newest form of each */
    size_t first_sample, sample_count, transition_count, incident_count;
    uint64_t samples_gone, transitions_gone; /* out of the front: written or lost, ever */
    uint64_t lost;                           /* samples that were never written */
};

bool backlog_is_empty(const struct backlog *b);

/* `n` 0: the one that is written next; below sample_count. */
const struct history_sample *backlog_sample(const struct backlog *b, size_t n);

/* True: a sample was lost for it. */
bool backlog_add_sample(struct backlog *b, const struct history_sample *sample);
void backlog_add_transition(struct backlog *b, const struct transition *transition);
void backlog_put_incident(struct backlog *b, const struct incident *incident);

/* Copies what is next, and remembers what it was. */
struct backlog_mark {
    uint64_t samples_gone, transitions_gone; /* as they stood */
};
struct backlog_mark backlog_take(const struct backlog *b, struct backlog_part *ret_part);
/* That part is written: it goes, but for incidents that have changed meanwhile. */
void backlog_written(struct backlog *b, struct backlog_mark mark, const struct backlog_part *part);

#endif
