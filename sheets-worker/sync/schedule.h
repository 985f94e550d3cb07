/* What to do next with Google, of everything that waits: one step at a time, for one sheet takes one request
 * at a time. Pure: all facts come in, a step or a wait comes out. */
#ifndef VIGIE_SCHEDULE_H
#define VIGIE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

enum schedule_action {
    SCHEDULE_REST,       /* nothing to do until something changes */
    SCHEDULE_WAIT,       /* look again after wait_ms */
    SCHEDULE_WANT_TOKEN, /* nothing can be done before there is one; it arrives by itself */
    SCHEDULE_FIND_TAB,
    SCHEDULE_READ,
    SCHEDULE_WRITE,
    SCHEDULE_RESTORE,         /* foreign rows that a write fell on are put back */
    SCHEDULE_CHECK_DUPLICATE, /* a key stands twice: look at the lower row; ends in a write if it may be
                                 cleared */
};

struct schedule_facts {
    bool busy; /* a request is under way */
    bool has_token;
    bool tab_known;
    bool read_wanted; /* somebody waits for a fresh image */
    bool rows_wait;   /* the outbox is not empty */
    bool image_exact; /* good enough to write by (cache.h) */
    bool keeps_rows;  /* foreign rows as they were last seen are on their way to the disk; then it is told */
    bool restore_wanted, duplicate_wanted;
    uint64_t verify_ms; /* until a read is wanted to confirm what was written, UINT64_MAX: none is */
    uint64_t read_pause_ms, write_pause_ms; /* left of pauses after failures */
    uint64_t spacing_ms;                    /* left of the pause between two writes */
    uint64_t read_quota_ms, write_quota_ms;
};

struct schedule_step {
    enum schedule_action action;
    uint64_t wait_ms; /* SCHEDULE_WAIT */
};

struct schedule_step schedule_next(const struct schedule_facts *facts);

#endif
