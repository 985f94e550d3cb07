/* Puts the changes that the outbox keeps (kept_changes.h) into their rows, once these were read: each row by
 * one transaction, which takes its changes out of the list, so that nothing is applied twice whoever dies
 * meanwhile. docs/decisions/0026. Embedded by the row service; zero it first. */
#ifndef VIGIE_KEPT_FOLDS_H
#define VIGIE_KEPT_FOLDS_H

#include "journal.h"
#include "row_map.h"

struct loop;
struct loop_timer;

struct kept_folds {
    struct journal *journal; /* borrowed, as is the next */
    const struct cache *(*image)(void *ctx);
    /* That row is on disk with all that was kept of it, or could not be taken. */
    void (*on_folded)(void *ctx, const char *key);
    void *ctx;
    struct loop *loop;
    struct loop_timer *timer; /* a disk that did not take a row is tried again; NULL until then */
    bool said;                /* that a row cannot take what was kept */
};

/* Of one row, of all; only what a read of this process showed, or waits in the outbox. */
void kept_folds_try(struct kept_folds *folds, const char *key);
void kept_folds_try_all(struct kept_folds *folds);
void kept_folds_close(struct kept_folds *folds);

#endif
