/* What became of rows and is not in the outbox's file yet: for each id the newest version that left, was
 * refused or waits again. At most one for each id, so that a disk which stays full cannot make it grow with
 * time. Lost with the process, which costs the successor a look at the sheet. Pure; embedded by its user,
 * zero it first. */
#ifndef VIGIE_UNSAVED_H
#define VIGIE_UNSAVED_H

#include <stddef.h>
#include <stdint.h>

enum unsaved_what {
    UNSAVED_NONE,
    UNSAVED_LEFT,    /* it is in the sheet */
    UNSAVED_REFUSED, /* Google does not take it */
    UNSAVED_AGAIN,   /* it waits again, as it was accepted before */
};

struct unsaved {
    struct unsaved_row {
        uint64_t id, version;
        enum unsaved_what what;
    } * rows; /* sorted by id */
    size_t count, room;
};

void unsaved_free(struct unsaved *unsaved);

/* Replaces what was there of this id. */
void unsaved_add(struct unsaved *unsaved, uint64_t id, uint64_t version, enum unsaved_what what);
/* What the file did not take after all; anything newer stays. */
void unsaved_add_older(struct unsaved *unsaved, uint64_t id, uint64_t version, enum unsaved_what what);
/* UNSAVED_NONE: nothing of this id. */
struct unsaved_row unsaved_find(const struct unsaved *unsaved, uint64_t id);

#endif
