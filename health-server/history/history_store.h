/* The database of the history, STATE_DIR/health/history.db. Every call may block: they run on a disk queue,
 * one at a time, never on the loop. What is stored outlives a kill of this process; the last seconds may not
 * outlive a power cut.
 *
 *   samples      one a row                                   the newest 5760: 48 hours of observation
 *   slices       sums and maxima of 5 minutes, the view      8640: 30 days
 *                `means` is for people
 *   transitions  each change of status or reason             20000: a year of one every 26 minutes
 *   incidents                                                5000: a year of one every 105 minutes
 *   record       one row: what the next health-server goes on from
 * Rows go by number, never by age: a clock that is wrong must not cost the history. The file stays below 12
 * MB, its log below 4 MB: two files, one of them moved aside, within 32 MB. */
#ifndef VIGIE_HISTORY_STORE_H
#define VIGIE_HISTORY_STORE_H

#include "err.h"
#include "history_view.h"
#include "incident_log.h"
#include "sampler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct history_store;

#define HISTORY_BOOT_SIZE     40
#define HISTORY_AVERAGES_SIZE 12288

struct history_record {
    char boot[HISTORY_BOOT_SIZE]; /* of the machine; "" if not known */
    struct sampler_record sampler;
    uint64_t saved_ms;                    /* monotonic */
    int64_t saved_wall_ms;                /* UTC */
    char averages[HISTORY_AVERAGES_SIZE]; /* JSON of averages_write, "" if there is none */
};

/* Written in one transaction: all or nothing. An incident that began at the same instant is replaced. */
struct history_batch {
    const struct history_sample *samples;
    const struct transition *transitions;
    const struct incident *incidents;
    size_t sample_count, transition_count, incident_count;
    const struct history_record *record;
};

struct history_loaded {
    struct history_view *view; /* the caller's from then on */
    bool has_record, has_open;
    struct history_record record;
    struct incident_left open;
    char boot[HISTORY_BOOT_SIZE]; /* the present one */
};

struct history_store_facts {
    bool moved_aside; /* the file was broken or somebody else's: a new one was begun */
    uint64_t bytes;   /* of the file and its log */
};

/* `folder` is copied. Opens nothing. Never NULL. */
struct history_store *history_store_create(const char *folder);
/* Closes the database, which may wait for the disk: the log that was written ahead goes into the file. The
 * next call opens it again. */
void history_store_close(struct history_store *store);
/* Accepts NULL. Closes it where that was not done. */
void history_store_destroy(struct history_store **store);

/* Opens the database where it is not open, making folders. A file that was replaced or removed under us is
 * opened anew. After an error the next call begins with a fresh start. */
struct err history_store_write(struct history_store *store, const struct history_batch *batch,
                               struct history_store_facts *ret_facts);
struct err history_store_load(struct history_store *store, int64_t now_s, struct history_loaded *ret_loaded,
                              struct history_store_facts *ret_facts);

#endif
