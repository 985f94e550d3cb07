/* What monitors ask for as "of the last minutes": heartbeat round trips and memory of 300 s, task failures of
 * 3600 s. Pure. Each is a ring of 60 slices of equal length: the oldest slice falls out whole, so a figure is
 * exact to one slice (5 s, 60 s). Embedded by its user, no cleanup; all zero is not valid, call
 * averages_init. */
#ifndef VIGIE_AVERAGES_H
#define VIGIE_AVERAGES_H

#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct json_value;

#define WINDOW_SLICES 60

struct window_slice {
    uint64_t number; /* monotonic time / slice_ms + WINDOW_SLICES */
    double sum;
    uint64_t count;
};

struct window {
    uint64_t slice_ms;
    struct window_slice slices[WINDOW_SLICES]; /* slice n stands at n % WINDOW_SLICES */
};

void window_init(struct window *w, uint64_t slice_ms);
void window_add(struct window *w, uint64_t now_ms, double sum, uint64_t count);
double window_sum(const struct window *w, uint64_t now_ms);
/* 0 if nothing was added in the window. */
double window_mean(const struct window *w, uint64_t now_ms);
bool window_is_empty(const struct window *w, uint64_t now_ms);
/* Mean of the slice that lies `back` slices before now's; negative: nothing there. */
double window_slice_mean(const struct window *w, uint64_t now_ms, unsigned back);

/* A counter that only grows: how far it moved since the last look. A fall means another instance: nothing
 * moved. */
struct counter_mark {
    double sum;
    uint64_t count;
};
struct counter_mark counter_moved(struct counter_mark *mark, double sum, uint64_t count);

struct averages {
    struct window latency_s, memory_bytes; /* 300 s */
    struct window task_failures;           /* 3600 s */
    struct counter_mark latency_mark, failures_mark;
};

void averages_init(struct averages *a);

/* `rtt_sum`, `rtt_count`: the histogram of heartbeat round trips, over all time. `failures`: the counter. */
void averages_counters(struct averages *a, uint64_t now_ms, double rtt_sum, uint64_t rtt_count,
                       double failures);
void averages_memory(struct averages *a, uint64_t now_ms, uint64_t bytes);

/* One JSON object as the next value; and back. What cannot be read, or is older than the windows, is left
 * out. */
void averages_write(const struct averages *a, struct json_writer *w, uint64_t now_ms);
void averages_read(struct averages *a, const struct json_value *json);

/* Adds what is still within the windows of `earlier`, measured under another supervisor. `shift_ms` is added
 * to its times: 0, or how far the monotonic clock of this boot differs from that one's. The counters' marks
 * stay. */
void averages_add_earlier(struct averages *a, const struct averages *earlier, int64_t shift_ms,
                          uint64_t now_ms);

#endif
