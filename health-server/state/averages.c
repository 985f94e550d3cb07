/* Sliding windows in slices, and their form in the KEEP body. */
#include "averages.h"

#include "json_value.h"

#include <string.h>

#define MINUTES_5_SLICE_MS 5000
#define HOUR_SLICE_MS      60000

void window_init(struct window *w, uint64_t slice_ms)
{
    *w = (struct window){.slice_ms = slice_ms};
}

/* Counted from one window before the machine's clock began, so that what was measured before a boot has its
 * number too. */
static uint64_t number_at(const struct window *w, uint64_t now_ms)
{
    return now_ms / w->slice_ms + WINDOW_SLICES;
}

static void add_to_slice(struct window *w, uint64_t number, double sum, uint64_t count)
{
    struct window_slice *slice = &w->slices[number % WINDOW_SLICES];
    if (slice->number != number)
        *slice = (struct window_slice){.number = number};
    slice->sum += sum;
    slice->count += count;
}

void window_add(struct window *w, uint64_t now_ms, double sum, uint64_t count)
{
    add_to_slice(w, number_at(w, now_ms), sum, count);
}

/* A slice that was never filled has number 0 and count 0, so it adds nothing even within the first window. */
static bool slice_in_window(const struct window *w, const struct window_slice *slice, uint64_t now_ms)
{
    uint64_t number = number_at(w, now_ms);
    return slice->number <= number && slice->number + WINDOW_SLICES > number;
}

static struct window_slice window_total(const struct window *w, uint64_t now_ms)
{
    struct window_slice total = {0};
    for (size_t i = 0; i < WINDOW_SLICES; i++) {
        if (!slice_in_window(w, &w->slices[i], now_ms))
            continue;
        total.sum += w->slices[i].sum;
        total.count += w->slices[i].count;
    }
    return total;
}

double window_sum(const struct window *w, uint64_t now_ms)
{
    return window_total(w, now_ms).sum;
}

double window_mean(const struct window *w, uint64_t now_ms)
{
    struct window_slice total = window_total(w, now_ms);
    return total.count ? total.sum / (double)total.count : 0;
}

bool window_is_empty(const struct window *w, uint64_t now_ms)
{
    return window_total(w, now_ms).count == 0;
}

double window_slice_mean(const struct window *w, uint64_t now_ms, unsigned back)
{
    uint64_t number = number_at(w, now_ms);
    if (back >= WINDOW_SLICES)
        return -1;
    const struct window_slice *slice = &w->slices[(number - back) % WINDOW_SLICES];
    if (slice->number != number - back || slice->count == 0)
        return -1;
    return slice->sum / (double)slice->count;
}

struct counter_mark counter_moved(struct counter_mark *mark, double sum, uint64_t count)
{
    struct counter_mark moved = {0};
    if (count >= mark->count && sum >= mark->sum)
        moved = (struct counter_mark){.sum = sum - mark->sum, .count = count - mark->count};
    *mark = (struct counter_mark){.sum = sum, .count = count};
    return moved;
}

void averages_init(struct averages *a)
{
    memset(a, 0, sizeof(*a));
    window_init(&a->latency_s, MINUTES_5_SLICE_MS);
    window_init(&a->memory_bytes, MINUTES_5_SLICE_MS);
    window_init(&a->task_failures, HOUR_SLICE_MS);
}

void averages_counters(struct averages *a, uint64_t now_ms, double rtt_sum, uint64_t rtt_count,
                       double failures)
{
    struct counter_mark rtt = counter_moved(&a->latency_mark, rtt_sum, rtt_count);
    if (rtt.count)
        window_add(&a->latency_s, now_ms, rtt.sum, rtt.count);
    struct counter_mark failed = counter_moved(&a->failures_mark, failures, 0);
    if (failed.sum > 0)
        window_add(&a->task_failures, now_ms, failed.sum, 1);
}

void averages_memory(struct averages *a, uint64_t now_ms, uint64_t bytes)
{
    window_add(&a->memory_bytes, now_ms, (double)bytes, 1);
}

static void write_window(const struct window *window, struct json_writer *w, const char *name,
                         uint64_t now_ms)
{
    jw_key(w, name);
    jw_array(w);
    for (size_t i = 0; i < WINDOW_SLICES; i++) {
        const struct window_slice *slice = &window->slices[i];
        if (slice->count == 0 || !slice_in_window(window, slice, now_ms))
            continue;
        jw_array(w);
        jw_uint(w, slice->number);
        jw_decimal(w, slice->sum, 6);
        jw_uint(w, slice->count);
        jw_array_end(w);
    }
    jw_array_end(w);
}

static void read_window(struct window *window, const struct json_value *json)
{
    for (size_t i = 0; i < json_length(json); i++) {
        const struct json_value *slice = json_at(json, i);
        int64_t number = json_int(json_at(slice, 0), -1), count = json_int(json_at(slice, 2), -1);
        if (number < 0 || count <= 0)
            continue;
        window->slices[(uint64_t)number % WINDOW_SLICES] = (struct window_slice){
            .number = (uint64_t)number, .sum = json_number(json_at(slice, 1), 0), .count = (uint64_t)count};
    }
}

void averages_write(const struct averages *a, struct json_writer *w, uint64_t now_ms)
{
    jw_object(w);
    write_window(&a->latency_s, w, "latency", now_ms);
    write_window(&a->memory_bytes, w, "memory", now_ms);
    write_window(&a->task_failures, w, "failures", now_ms);
    jw_member_decimal(w, "rtt_sum", a->latency_mark.sum, 6);
    jw_member_int(w, "rtt_count", (int64_t)a->latency_mark.count);
    jw_member_decimal(w, "failures_seen", a->failures_mark.sum, 0);
    jw_object_end(w);
}

void averages_read(struct averages *a, const struct json_value *json)
{
    read_window(&a->latency_s, json_get(json, "latency"));
    read_window(&a->memory_bytes, json_get(json, "memory"));
    read_window(&a->task_failures, json_get(json, "failures"));
    int64_t count = json_int(json_get(json, "rtt_count"), 0);
    a->latency_mark.sum = json_number(json_get(json, "rtt_sum"), 0);
    a->latency_mark.count = count > 0 ? (uint64_t)count : 0;
    a->failures_mark.sum = json_number(json_get(json, "failures_seen"), 0);
}

static void add_earlier(struct window *w, const struct window *earlier, int64_t shift_ms, uint64_t now_ms)
{
    int64_t slice_ms = (int64_t)w->slice_ms, now = (int64_t)number_at(w, now_ms);
    int64_t shift = (shift_ms + (shift_ms < 0 ? -slice_ms : slice_ms) / 2) / slice_ms;
    for (size_t i = 0; i < WINDOW_SLICES; i++) {
        const struct window_slice *slice = &earlier->slices[i];
        int64_t number = (int64_t)slice->number + shift;
        if (slice->count && number <= now && number + WINDOW_SLICES > now)
            add_to_slice(w, (uint64_t)number, slice->sum, slice->count);
    }
}

void averages_add_earlier(struct averages *a, const struct averages *earlier, int64_t shift_ms,
                          uint64_t now_ms)
{
    add_earlier(&a->latency_s, &earlier->latency_s, shift_ms, now_ms);
    add_earlier(&a->memory_bytes, &earlier->memory_bytes, shift_ms, now_ms);
    add_earlier(&a->task_failures, &earlier->task_failures, shift_ms, now_ms);
}
