/* Goes to Google and back, one request at a time: finds the tab, reads the sheet, carries the outbox there.
 * What to do next is agenda.h, what to write is plan.h; this is the shell around them. Owned by main. */
#ifndef VIGIE_COURIER_H
#define VIGIE_COURIER_H

#include "cache.h"
#include "condition.h"
#include "google.h"
#include "journal.h"
#include "last_rows.h"

struct courier;
struct loop;
struct tasks;

struct courier_options {
    struct loop *loop; /* all borrowed until courier_destroy */
    struct google *google;
    struct token *token;
    struct journal *journal;
    struct last_rows *last_rows;
    struct last_rows_found *found; /* of a predecessor; the courier takes it */
    struct metrics *metrics;
    struct tasks *tasks; /* told how each exchange ended (TASK_FLUSH) and each comparison (TASK_RECONCILE) */
    struct condition *condition;
    const char *base_url, *spreadsheet_id;
    const char *tab_title; /* NULL: the first tab */
    const char *kept_pace; /* what on_keep of our predecessor was handed, "" if there was none; not kept */
};

struct courier_handlers {
    /* The sheet was read anew. */
    void (*on_image)(void *ctx);
    /* The sheet cannot be read; the condition says why. */
    void (*on_trouble)(void *ctx);
    /* A request leaves: what our successor must know of it. */
    void (*on_keep)(void *ctx, const char *text, size_t length);
};

/* Begins to read at once. */
struct courier *courier_create(const struct courier_options *options, const struct courier_handlers *handlers,
                               void *ctx);
/* Accepts NULL. What was in flight is left to its fate: it is still in the outbox. */
void courier_destroy(struct courier **courier);

/* The outbox, what is kept, or the token changed. */
void courier_poke(struct courier *courier);
/* Somebody waits for a fresh image: on_image or on_trouble follows. */
void courier_want_read(struct courier *courier);

/* Is there anything to carry or to read, or a request under way? */
bool courier_has_work(const struct courier *courier);
/* Reads the sheet, whatever is known of it, and counts what is not as it was believed to be. */
void courier_reconcile(struct courier *courier);
/* Forgets an image that nobody would believe any more. */
void courier_expire(struct courier *courier);

/* Did the last attempt to read succeed, as far as there was one? If not, waiting for the next one is no use.
 */
bool courier_can_read(const struct courier *courier);

/* The sheet as far as it is known. */
const struct cache *courier_cache(const struct courier *courier);

/* One last attempt to carry what waits, then on_finished, after `within_ms` at the latest. */
void courier_finish(struct courier *courier, uint64_t within_ms, void (*on_finished)(void *ctx), void *ctx);

#endif
