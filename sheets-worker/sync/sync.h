/* Keeps the sheet and the outbox in step: finds the tab, reads the sheet, carries the outbox there, confirms
 * what it wrote, puts back what it hit. A driver over steps: each step takes the owners that it needs and
 * returns a result (step.h); what comes next is decided here alone, by sync_states.def and schedule.h.
 * docs/decisions/0024. Owned by main. */
#ifndef VIGIE_SYNC_H
#define VIGIE_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cache;
struct condition;
struct google;
struct journal;
struct last_rows;
struct last_rows_found;
struct loop;
struct metrics;
struct sync;
struct tasks;
struct token;

struct sync_options {
    struct loop *loop; /* all borrowed until sync_destroy */
    struct google *google;
    struct token *token;
    struct journal *journal;
    struct last_rows *last_rows;
    struct last_rows_found *found; /* of a predecessor; the sync takes it */
    struct metrics *metrics;
    struct tasks *tasks; /* told how each exchange ended (TASK_FLUSH) and each comparison (TASK_RECONCILE) */
    struct condition *condition;
    const char *base_url, *spreadsheet_id;
    const char *tab_title; /* NULL: the first tab */
    const char *retained;  /* what on_retain of our predecessor was handed, "" if there was none; not kept */
};

struct sync_handlers {
    /* The sheet was read anew. */
    void (*on_image)(void *ctx);
    /* The sheet cannot be read; the condition says why. */
    void (*on_trouble)(void *ctx);
    /* A request leaves, or a write was answered: what our successor must know of it. */
    void (*on_retain)(void *ctx, const char *text, size_t length);
};

/* Begins to read at once. Never NULL. */
struct sync *sync_create(const struct sync_options *options, const struct sync_handlers *handlers, void *ctx);
/* Accepts NULL. What was in flight is left to its fate: it is still in the outbox. */
void sync_destroy(struct sync **sync);

/* The outbox, what is kept, or the token changed. */
void sync_poke(struct sync *sync);
/* Somebody waits for a fresh image: on_image or on_trouble follows. */
void sync_want_read(struct sync *sync);

/* Is there anything to carry or to read, or a request under way? */
bool sync_has_work(const struct sync *sync);
/* Reads the sheet, whatever is known of it, and counts what is not as it was believed to be. */
void sync_reconcile(struct sync *sync);
/* Forgets an image that nobody would believe any more. */
void sync_expire(struct sync *sync);

/* Did the last attempt to read succeed, as far as there was one? If not, waiting for the next one is no use.
 */
bool sync_can_read(const struct sync *sync);

/* The sheet as far as it is known. */
const struct cache *sync_image(const struct sync *sync);

/* One last attempt to carry what waits, then on_finished, after `within_ms` at the latest; nothing leaves
 * after that. */
void sync_finish(struct sync *sync, uint64_t within_ms, void (*on_finished)(void *ctx), void *ctx);

#endif
