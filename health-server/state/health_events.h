/* The last events, for people: what /health/detailed and the page show of the log.
 * An EVENT body is a log line as written (log.h), text or JSON. Its time, level, program, message and event
 * id are kept, and of its key=value part only what says why and what next: the rest may name channels and
 * people, and has no place on a public page. Runs of digits as long as an id are masked. What repeats one of
 * the last few events is not a new one: that one is moved to the front and counted. A full ring forgets its
 * oldest. Pure, embedded by its user, no cleanup. */
#ifndef VIGIE_HEALTH_EVENTS_H
#define VIGIE_HEALTH_EVENTS_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENTS_MOST        50
#define EVENT_MESSAGE_SIZE 240

#define EVENT_FIELD_SIZE 96
#define EVENT_CUT_MARGIN 8 /* a text that was cut is at most so much shorter than its place */
#define EVENT_FOLD_MAX   6 /* how far back a repeat is looked for */

/* Texts are UTF-8, cut at a character; "" where the line had none. */
struct health_event {
    int64_t at_ms; /* UTC; of the last time */
    enum log_level level;
    char program[24];
    char id[48]; /* "gateway.resumed" */
    char message[EVENT_MESSAGE_SIZE];
    char meaning[EVENT_FIELD_SIZE], reason[EVENT_FIELD_SIZE]; /* why: in French; as err.h says it */
    char next[EVENT_FIELD_SIZE];                              /* what happens now: French */
    int code;                                                 /* close code, 0: none */
    double in_s;                                              /* until `next`, negative: not said */
    int64_t replayed;                                         /* events of a RESUME, negative: not said */
    unsigned times;                                           /* 1, or how often it came */
};

/* False: the line is not one of ours. */
bool event_read(const char *line, size_t length, struct health_event *ret_event);

struct health_events {
    struct health_event events[EVENTS_MOST];
    size_t count, next;
};

/* `event` counts once. */
void health_events_add(struct health_events *ring, const struct health_event *event);
/* `back` 0: the newest. NULL past the oldest. Lives until the next add. */
const struct health_event *health_events_at(const struct health_events *ring, size_t back);

#endif
