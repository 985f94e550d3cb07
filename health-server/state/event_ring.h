/* The last events, for people: what /health/detailed and the page show of the log.
 * An EVENT body is a log line as written (log.h), text or JSON. Only its time, level, program and message are
 * kept: the key=value part may name channels and people, and has no place on a public page. Runs of digits as
 * long as an id are masked in the message too. A full ring forgets its oldest. Pure, embedded by its user, no
 * cleanup. */
#ifndef VIGIE_EVENT_RING_H
#define VIGIE_EVENT_RING_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>

#define EVENTS_MOST        50
#define EVENT_MESSAGE_SIZE 240

struct health_event {
    char time[9]; /* "12:00:00", UTC */
    enum log_level level;
    char program[24];
    char message[EVENT_MESSAGE_SIZE]; /* UTF-8, cut at a character */
};

/* False: the line is not one of ours. */
bool event_read(const char *line, size_t length, struct health_event *ret_event);

struct event_ring {
    struct health_event events[EVENTS_MOST];
    size_t count, next;
};

void event_ring_add(struct event_ring *ring, const struct health_event *event);
/* `back` 0: the newest. NULL past the oldest. Lives until the next add. */
const struct health_event *event_ring_at(const struct event_ring *ring, size_t back);

#endif
