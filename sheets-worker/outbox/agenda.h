/* What to do next with Google, of everything that waits: one step at a time, for one sheet takes one request
 * at a time. Pure: the whole situation comes in, a step or a wait comes out. */
#ifndef VIGIE_AGENDA_H
#define VIGIE_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

enum agenda_step {
    AGENDA_REST,       /* nothing to do until something changes */
    AGENDA_WAIT,       /* look again after wait_ms */
    AGENDA_WANT_TOKEN, /* nothing can be done before there is one; it arrives by itself */
    AGENDA_FIND_TAB,
    AGENDA_READ,
    AGENDA_WRITE,
    AGENDA_REPAIR, /* a key stands twice: look at the lower row; ends in a write if it may be cleared */
};

struct situation {
    bool busy; /* a request is under way */
    bool has_token;
    bool tab_known;
    bool read_wanted; /* somebody waits for a fresh image */
    bool rows_wait;   /* the outbox is not empty */
    bool image_exact; /* good enough to write by (cache.h) */
    bool keeps_rows;  /* people's rows as they were last seen are on their way to the disk; then it is told */
    bool repair_wanted; /* a second row of a key is known */
    uint64_t check_ms;  /* until a read is wanted to confirm what was written, UINT64_MAX: none is */
    uint64_t read_pause_ms, write_pause_ms; /* left of pauses after failures */
    uint64_t spacing_ms;                    /* left of the pause between two writes */
    uint64_t read_quota_ms, write_quota_ms;
};

struct agenda {
    enum agenda_step step;
    uint64_t wait_ms; /* AGENDA_WAIT */
};

struct agenda agenda_next(const struct situation *situation);

#endif
