/* What every step of the sync is given when Google has answered, and what it returns. A step knows the owners
 * that it needs and nothing of what comes next: that is sync_states.def and the schedule. Pure. */
#ifndef VIGIE_STEP_H
#define VIGIE_STEP_H

#include "in_doubt.h"
#include "outcome.h"
#include "sync_states.h"

#include <stdbool.h>
#include <stddef.h>

/* Borrowed for the call; the body is read only if the outcome is OUTCOME_DONE. */
struct step_reply {
    const struct outcome *outcome;
    const char *body;
    size_t length;
};

struct step_result {
    enum sync_ending ending;
    struct outcome outcome; /* SYNC_FAILED: why */
    bool image_doubted;     /* rows may not be where they were: no further write before a new read */
    bool read_wanted;       /* ... which is wanted at once */
};

struct step_result step_ended(enum sync_ending ending);
struct step_result step_failed(const struct outcome *outcome);
/* Status 200, but nothing that can be read: nobody knows whether a write landed. */
struct step_result step_unreadable(void);

/* Did it carry out a write? */
bool step_wrote(const struct step_reply *reply);
/* ... of whose answer no more is asked. */
struct step_result step_of_write(const struct step_reply *reply);
/* The same for what is in doubt. */
void step_note_blind(const struct step_reply *reply, struct in_doubt *in_doubt);

#endif
