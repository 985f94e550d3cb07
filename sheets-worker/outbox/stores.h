/* What the worker keeps in STATE_DIR, outbox and last image, opened beside the loop, one after the other, for
 * the spreadsheet and the tab of the settings. Embedded by its user; zero it first. */
#ifndef VIGIE_STORES_H
#define VIGIE_STORES_H

#include "last_rows.h"
#include "outbox_log.h"
#include "settings.h"

struct loop;

struct stores {
    struct journal *journal;      /* NULL before stores_open */
    struct last_rows *last_rows;  /* NULL until the journal is open */
    struct last_rows_found found; /* from on_open on; whoever takes of it sets it to NULL */
    struct outbox_log log;
    struct loop *loop; /* as is the next: borrowed until stores_close */
    const struct settings *settings;
    const char *folder;                                      /* of the settings */
    enum { STORES_SHUT, STORES_OPENING, STORES_OPEN } phase; /* SHUT: nobody is told anything any more */
    void (*on_open)(void *ctx);   /* both are known; once, never from inside a call */
    void (*on_change)(void *ctx); /* rows began to wait, or something that was to be kept is on disk */
    void *ctx;
};

/* `suspect_since_ms`: journal.h. */
void stores_open(struct stores *stores, struct loop *loop, const struct settings *settings,
                 struct metrics *metrics, int64_t suspect_since_ms);
void stores_close(struct stores *stores);

#endif
