/* What the service was like during the last month, held in memory for the pages: samples added up in slices
 * of four widths, and the newest incidents. The pages read it and never wait for a disk; history.h fills it,
 * from the database at the start and with each new sample.
 *
 * A slice stands for the samples whose UTC second lies in [began_s, began_s + width), and begins at a
 * multiple of its width. Time that nobody observed (the machine or the service was off) has no slice, and
 * counts for nothing. About 170 KB once a month has passed, less before. Pure but for its allocation. */
#ifndef VIGIE_HISTORY_VIEW_H
#define VIGIE_HISTORY_VIEW_H

#include "incident.h"
#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HISTORY_SAMPLE_S 30      /* from one sample to the next */
#define HISTORY_UNKNOWN  (-1.0f) /* instead of a figure: not measured */

struct history_sample {
    int64_t t_s; /* UTC */
    enum health_status status;
    float latency_s; /* last heartbeat round trip; HISTORY_UNKNOWN while not connected or before the first */
    float memory_mb; /* of all processes, MiB; HISTORY_UNKNOWN until every process has measured itself */
    float sheets_s;  /* mean duration of the requests to Google since the sample before; HISTORY_UNKNOWN
                        without any */
    uint32_t queue;  /* rows that wait for the sheet */
    /* Since the sample before. */
    uint32_t errors;        /* of all programs */
    uint32_t reconnections; /* Gateway sessions that became READY or RESUMED again */
};

/* Means and maxima leave out what is not known: count says how many samples knew. */
struct history_figure {
    float sum, max;
    uint32_t count;
};

struct history_slice {
    int64_t began_s;  /* UTC */
    uint32_t seen[4]; /* samples by enum health_status; all 0: not observed */
    struct history_figure latency_s, memory_mb, sheets_s, queue;
    uint32_t errors, reconnections; /* sums */
};

/* The widths, and how far back each reaches. */
enum history_width {
    HISTORY_30_S,   /* 6 hours */
    HISTORY_5_MIN,  /* 48 hours */
    HISTORY_16_MIN, /* 24 hours and one slice: the page's 90 bars of a day */
    HISTORY_1_HOUR, /* 31 days; 8 of them are a bar of the page's month */
    HISTORY_WIDTHS
};

/* Where the history is kept. */
enum history_place {
    HISTORY_OPENING,   /* the database has not been read yet */
    HISTORY_ON_DISK,   /* all but the newest sample survives a restart */
    HISTORY_IN_MEMORY, /* STATE_DIR cannot be written: what is new is lost with this process; tried again
                          every 30 s */
};

struct history_view;

/* ---- What the pages read. */

int64_t history_width_s(enum history_width width);

/* The slice that second `t_s` lies in. False: nothing was observed in it, or it is too long ago. */
bool history_view_slice(const struct history_view *view, enum history_width width, int64_t t_s,
                        struct history_slice *ret_slice);

/* All slices that begin in [from_s, to_s), as one that begins at from_s. False: nothing was observed. */
bool history_view_span(const struct history_view *view, enum history_width width, int64_t from_s,
                       int64_t to_s, struct history_slice *ret_slice);

/* Worst status seen, and how many samples there are. `slice` must not be empty. */
enum health_status history_slice_worst(const struct history_slice *slice);
uint32_t history_slice_samples(const struct history_slice *slice);

/* HISTORY_UNKNOWN without a sample that knew. */
double history_mean(const struct history_figure *figure);
double history_max(const struct history_figure *figure);

/* Share of the observed time in which the service was not down, and share of the period that was observed: 0
 * to 100. starting, healthy and degraded count as up, for /health answers 200 then. The period ends now and
 * begins where the slice begins that `period_s` ago lies in (5 minutes wide up to a day, else an hour). */
struct history_uptime {
    bool known; /* something was observed */
    double up_percent, observed_percent;
};
struct history_uptime history_view_uptime(const struct history_view *view, int64_t period_s, int64_t now_s);

/* UTC second since which there is anything; 0: nothing yet. */
int64_t history_view_begins(const struct history_view *view, int64_t now_s);

/* `back` 0: the newest, which may last still. NULL past the oldest. Lives until the next change. */
#define HISTORY_INCIDENTS_MAX 200
const struct incident *history_view_incident(const struct history_view *view, size_t back);

enum history_place history_view_place(const struct history_view *view);
int64_t history_view_place_since_ms(const struct history_view *view); /* UTC, 0: never known */
uint64_t history_view_stored_bytes(const struct history_view *view);  /* of the database, 0: not known */
uint64_t history_view_lost_samples(const struct history_view *view);  /* that memory had no room for */

/* ---- What history.c and the loading of the database write. */

struct history_view *history_view_create(void); /* never NULL: aborts without memory */
void history_view_destroy(struct history_view **view);

/* A sample that was taken just now, whatever the clock says: it takes the place of what stands in its slices
 * for another time. */
void history_view_add(struct history_view *view, const struct history_sample *sample);

/* Something of before now, into one width: newer slices stay. What is ahead of now_s, left by a clock that
 * was wrong, is not shown. */
void history_view_add_old(struct history_view *view, enum history_width width,
                          const struct history_slice *slice, int64_t now_s);
struct history_slice history_slice_of(const struct history_sample *sample);

/* Adds all that `from` holds, in the same way. */
void history_view_add_all(struct history_view *view, const struct history_view *from, int64_t now_s);

/* Adds it, or replaces the one that began at the same instant; at the cap the oldest goes. */
void history_view_put_incident(struct history_view *view, const struct incident *incident);

/* Forgets slices and incidents. */
void history_view_clear(struct history_view *view);

void history_view_set_place(struct history_view *view, enum history_place place, int64_t wall_ms);
void history_view_set_stored_bytes(struct history_view *view, uint64_t bytes);
void history_view_lose_sample(struct history_view *view);

#endif
