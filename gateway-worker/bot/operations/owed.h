/* Panels and pins that could not be made yet, and what each waits for: the sheet, or a permission. Newest
 * channels first; bounded, and the oldest gives way. Pure; needs no cleanup. */
#ifndef VIGIE_OWED_H
#define VIGIE_OWED_H

#include "acts.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OWED_MOST 64
#define OWED_REFUSALS_MOST                                                                                   \
    4 /* of Discord, in an hour: invalid requests count towards a ban of this address */
#define OWED_HOUR_MS (60 * 60 * 1000)
/* In place of an act: it is the sheet that it waits for. */
#define OWED_FOR_ROW ACTS

struct owed_item {
    uint64_t channel_id;
    uint64_t message_id; /* to be pinned; 0: the panel itself */
    enum act act;        /* that was refused, or OWED_FOR_ROW */
    unsigned failures;
    uint64_t due_ms; /* not before */
    bool hurried;    /* what the bot may do has changed: before that if a permission is all that it takes */
};

struct owed {
    struct owed_item items[OWED_MOST]; /* by channel, descending */
    size_t count;
    uint64_t refused_ms[OWED_REFUSALS_MOST]; /* when; 0: never */
};

/* It failed, once more. Returns false if another one, older, had to give way, or this one is the oldest. */
bool owed_put(struct owed *owed, uint64_t channel_id, uint64_t message_id, enum act act, uint64_t now_ms);

/* NULL: not owed. Lives until the next change. */
struct owed_item *owed_find(struct owed *owed, uint64_t channel_id, uint64_t message_id);

/* Made, or no longer wanted. */
void owed_settle(struct owed *owed, uint64_t channel_id, uint64_t message_id);
void owed_forget(struct owed *owed, uint64_t channel_id);

/* What the bot may do in that channel may have changed; 0: in all. */
void owed_hurry(struct owed *owed, uint64_t channel_id);

/* Discord refused something that was tried again. */
void owed_refused(struct owed *owed, uint64_t now_ms);
/* How many more may be risked now. */
size_t owed_risks_left(const struct owed *owed, uint64_t now_ms);

/* As an array for a successor, and back: all of it is due soon then. */
void owed_write(const struct owed *owed, struct json_writer *w);
void owed_restore(struct owed *owed, const struct json_value *array, uint64_t now_ms);

#endif
