/* Rings of slices, one for each width, and a list of incidents. */
#include "history_view.h"

#include "array_len.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S INT64_C(86400)

static const struct {
    int64_t step_s;
    size_t slices;
} WIDTHS[] = {
    [HISTORY_30_S] = {30, 721},
    [HISTORY_5_MIN] = {300, 577},
    [HISTORY_16_MIN] = {960, 91},
    [HISTORY_1_HOUR] = {3600, 745},
};

struct history_view {
    struct history_slice *slices[HISTORY_WIDTHS]; /* slice n stands at n % WIDTHS[].slices */
    struct incident incidents[HISTORY_INCIDENTS_MAX];
    size_t incident_count; /* by began_ms, the oldest first */
    enum history_place place;
    int64_t place_since_ms;
    uint64_t stored_bytes, lost_samples;
};

int64_t history_width_s(enum history_width width)
{
    return WIDTHS[width].step_s;
}

static int64_t began_of(enum history_width width, int64_t t_s)
{
    return t_s - t_s % WIDTHS[width].step_s;
}

static struct history_slice *place_of(const struct history_view *v, enum history_width width, int64_t t_s)
{
    return &v->slices[width][(size_t)(t_s / WIDTHS[width].step_s) % WIDTHS[width].slices];
}

/* ---- Slices. */

uint32_t history_slice_samples(const struct history_slice *slice)
{
    return slice->seen[HEALTH_STARTING] + slice->seen[HEALTH_HEALTHY] + slice->seen[HEALTH_DEGRADED] +
           slice->seen[HEALTH_DOWN];
}

enum health_status history_slice_worst(const struct history_slice *slice)
{
    static const enum health_status BY_WEIGHT[] = {HEALTH_DOWN, HEALTH_DEGRADED, HEALTH_STARTING};
    for (size_t i = 0; i < sizeof(BY_WEIGHT) / sizeof(BY_WEIGHT[0]); i++)
        if (slice->seen[BY_WEIGHT[i]])
            return BY_WEIGHT[i];
    return HEALTH_HEALTHY;
}

double history_mean(const struct history_figure *figure)
{
    return figure->count ? (double)figure->sum / figure->count : (double)HISTORY_UNKNOWN;
}

double history_max(const struct history_figure *figure)
{
    return figure->count ? (double)figure->max : (double)HISTORY_UNKNOWN;
}

static struct history_figure figure_of(float value)
{
    return value < 0 ? (struct history_figure){0} : (struct history_figure){value, value, 1};
}

struct history_slice history_slice_of(const struct history_sample *sample)
{
    struct history_slice slice = {
        .began_s = sample->t_s,
        .latency_s = figure_of(sample->latency_s),
        .memory_mb = figure_of(sample->memory_mb),
        .sheets_s = figure_of(sample->sheets_s),
        .queue = figure_of((float)sample->queue),
        .errors = sample->errors,
        .reconnections = sample->reconnections,
    };
    slice.seen[sample->status] = 1;
    return slice;
}

static void add_figure(struct history_figure *to, const struct history_figure *figure)
{
    to->sum += figure->sum;
    if (figure->count && (!to->count || figure->max > to->max))
        to->max = figure->max;
    to->count += figure->count;
}

static void add_slice(struct history_slice *to, const struct history_slice *slice)
{
    for (size_t i = 0; i < sizeof(to->seen) / sizeof(to->seen[0]); i++)
        to->seen[i] += slice->seen[i];
    add_figure(&to->latency_s, &slice->latency_s);
    add_figure(&to->memory_mb, &slice->memory_mb);
    add_figure(&to->sheets_s, &slice->sheets_s);
    add_figure(&to->queue, &slice->queue);
    to->errors += slice->errors;
    to->reconnections += slice->reconnections;
}

/* ---- Writing. */

struct history_view *history_view_create(void)
{
    struct history_view *v = calloc(1, sizeof(*v));
    for (int i = 0; v && i < HISTORY_WIDTHS; i++) {
        v->slices[i] = calloc(WIDTHS[i].slices, sizeof(*v->slices[i]));
        if (!v->slices[i])
            abort();
    }
    if (!v)
        abort();
    return v;
}

void history_view_destroy(struct history_view **take_view)
{
    struct history_view *v = *take_view;
    if (!v)
        return;
    *take_view = NULL;
    for (int i = 0; i < HISTORY_WIDTHS; i++)
        free(v->slices[i]);
    free(v);
}

/* Into the slice of its second; what stood at its place for another time goes. */
static void put_slice(struct history_view *v, enum history_width width, const struct history_slice *slice)
{
    struct history_slice *place = place_of(v, width, slice->began_s);
    int64_t began_s = began_of(width, slice->began_s);
    if (place->began_s != began_s)
        *place = (struct history_slice){.began_s = began_s};
    add_slice(place, slice);
}

void history_view_add(struct history_view *v, const struct history_sample *sample)
{
    struct history_slice slice = history_slice_of(sample);
    for (int i = 0; i < HISTORY_WIDTHS && sample->t_s >= 0; i++)
        put_slice(v, (enum history_width)i, &slice);
}

void history_view_add_old(struct history_view *v, enum history_width width, const struct history_slice *slice,
                          int64_t now_s)
{
    if (slice->began_s < 0 || slice->began_s > now_s)
        return;
    const struct history_slice *there = place_of(v, width, slice->began_s);
    bool newer = there->began_s > began_of(width, slice->began_s) && there->began_s <= now_s;
    if (!newer)
        put_slice(v, width, slice);
}

void history_view_add_all(struct history_view *v, const struct history_view *from, int64_t now_s)
{
    for (int i = 0; i < HISTORY_WIDTHS; i++)
        for (size_t n = 0; n < WIDTHS[i].slices; n++)
            if (history_slice_samples(&from->slices[i][n]) > 0)
                history_view_add_old(v, (enum history_width)i, &from->slices[i][n], now_s);
    for (size_t i = 0; i < from->incident_count; i++)
        history_view_put_incident(v, &from->incidents[i]);
}

void history_view_put_incident(struct history_view *v, const struct incident *incident)
{
    size_t at = v->incident_count;
    while (at > 0 && v->incidents[at - 1].began_ms >= incident->began_ms)
        at--;
    if (at < v->incident_count && v->incidents[at].began_ms == incident->began_ms) {
        v->incidents[at] = *incident;
        return;
    }
    if (v->incident_count == HISTORY_INCIDENTS_MAX) {
        if (at == 0)
            return; /* older than all that there is room for */
        memmove(&v->incidents[0], &v->incidents[1], (HISTORY_INCIDENTS_MAX - 1) * sizeof(v->incidents[0]));
        at--;
        v->incident_count--;
    }
    memmove(&v->incidents[at + 1], &v->incidents[at], (v->incident_count - at) * sizeof(v->incidents[0]));
    v->incidents[at] = *incident;
    v->incident_count++;
}

void history_view_clear(struct history_view *v)
{
    for (int i = 0; i < HISTORY_WIDTHS; i++)
        memset(v->slices[i], 0, WIDTHS[i].slices * sizeof(*v->slices[i]));
    v->incident_count = 0;
}

void history_view_set_place(struct history_view *v, enum history_place place, int64_t wall_ms)
{
    if (v->place == place)
        return;
    v->place = place;
    v->place_since_ms = wall_ms;
}

void history_view_set_stored_bytes(struct history_view *v, uint64_t bytes)
{
    v->stored_bytes = bytes;
}

void history_view_lose_sample(struct history_view *v)
{
    v->lost_samples++;
}

/* ---- Reading. */

bool history_view_slice(const struct history_view *v, enum history_width width, int64_t t_s,
                        struct history_slice *ret_slice)
{
    if (t_s < 0)
        return false;
    const struct history_slice *slice = place_of(v, width, t_s);
    if (slice->began_s != began_of(width, t_s) || history_slice_samples(slice) == 0)
        return false;
    *ret_slice = *slice;
    return true;
}

bool history_view_span(const struct history_view *v, enum history_width width, int64_t from_s, int64_t to_s,
                       struct history_slice *ret_slice)
{
    struct history_slice sum = {.began_s = from_s};
    for (size_t i = 0; i < WIDTHS[width].slices; i++) {
        const struct history_slice *slice = &v->slices[width][i];
        if (slice->began_s >= from_s && slice->began_s < to_s)
            add_slice(&sum, slice);
    }
    if (history_slice_samples(&sum) == 0)
        return false;
    *ret_slice = sum;
    return true;
}

struct history_uptime history_view_uptime(const struct history_view *v, int64_t period_s, int64_t now_s)
{
    enum history_width width = period_s <= DAY_S ? HISTORY_5_MIN : HISTORY_1_HOUR;
    struct history_slice sum;
    if (!history_view_span(v, width, began_of(width, now_s - period_s), now_s + 1, &sum))
        return (struct history_uptime){0};
    double samples = history_slice_samples(&sum);
    double observed = 100 * samples * HISTORY_SAMPLE_S / (double)period_s;
    return (struct history_uptime){
        .known = true,
        .up_percent = 100 * (samples - sum.seen[HEALTH_DOWN]) / samples,
        .observed_percent = observed < 100 ? observed : 100,
    };
}

/* The first slice of a width that was observed from `from_s` on; 0: none. */
static int64_t first_since(const struct history_view *v, enum history_width width, int64_t from_s,
                           int64_t now_s)
{
    int64_t first_s = 0;
    for (size_t i = 0; i < WIDTHS[width].slices; i++) {
        const struct history_slice *slice = &v->slices[width][i];
        bool seen = history_slice_samples(slice) > 0 && slice->began_s >= from_s && slice->began_s <= now_s;
        if (seen && (!first_s || slice->began_s < first_s))
            first_s = slice->began_s;
    }
    return first_s;
}

/* The first hour; within it the first of the narrower slices, where those go back as far. */
int64_t history_view_begins(const struct history_view *v, int64_t now_s)
{
    static const enum history_width NARROWER[] = {HISTORY_5_MIN, HISTORY_30_S};
    int64_t first_s = first_since(v, HISTORY_1_HOUR, 0, now_s);
    for (size_t i = 0; i < ARRAY_LEN(NARROWER) && first_s; i++) {
        enum history_width width = NARROWER[i];
        bool reaches = now_s - first_s < (int64_t)WIDTHS[width].slices * history_width_s(width);
        int64_t narrower_s = reaches ? first_since(v, width, first_s, now_s) : 0;
        first_s = narrower_s ? narrower_s : first_s;
    }
    return first_s;
}

const struct incident *history_view_incident(const struct history_view *v, size_t back)
{
    return back < v->incident_count ? &v->incidents[v->incident_count - 1 - back] : NULL;
}

enum history_place history_view_place(const struct history_view *v)
{
    return v->place;
}

int64_t history_view_place_since_ms(const struct history_view *v)
{
    return v->place_since_ms;
}

uint64_t history_view_stored_bytes(const struct history_view *v)
{
    return v->stored_bytes;
}

uint64_t history_view_lost_samples(const struct history_view *v)
{
    return v->lost_samples;
}
