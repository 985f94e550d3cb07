/* Queue of panels and pins that could not be made yet, with what each waits for: the sheet, or a permission. Newest
 * channels first; bounded, and the oldest gives way. Pure; needs no cleanup. */
#ifndef VIGIE_RETRY_QUEUE_H
#define VIGIE_RETRY_QUEUE_H

#include "json_value.h"
#include "json_writer.h"
#include "ticket_action.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RETRY_QUEUE_MAX 64
#define RETRY_REFUSALS_MAX                                                                                   \
    4 /* of Discord, in an hour: invalid requests count towards a ban of this address */
#define RETRY_HOUR_MS (60 * 60 * 1000)
/* In place of an action: it is the sheet that it waits for. */
#define RETRY_FOR_ROW TICKET_ACTIONS

struct retry_item {
    uint64_t channel_id;
    uint64_t message_id;       /* to be pinned; 0: the panel itself */
    enum ticket_action action; /* that was refused, or RETRY_FOR_ROW */
    unsigned failures;
    uint64_t due_ms; /* not before */
    bool hurried;    /* what the bot may do has changed: before that if a permission is all that it takes */
};

struct retry_queue {
    struct retry_item items[RETRY_QUEUE_MAX]; /* by channel, descending */
    size_t count;
    uint64_t refused_ms[RETRY_REFUSALS_MAX]; /* when; 0: never */
};

/* It failed, once more. Returns false if another one, older, had to give way, or this one is the oldest. */
bool retry_queue_put(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id,
                     enum ticket_action action, uint64_t now_ms);

/* NULL: not in the queue. Lives until the next change. */
struct retry_item *retry_queue_find(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id);

/* Made, or no longer wanted. */
void retry_queue_remove(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id);
void retry_queue_remove_channel(struct retry_queue *queue, uint64_t channel_id);

/* What the bot may do in that channel may have changed; 0: in all. */
void retry_queue_hurry(struct retry_queue *queue, uint64_t channel_id);

/* Discord refused something that was tried again. */
void retry_queue_refused(struct retry_queue *queue, uint64_t now_ms);
/* How many more may be risked now. */
size_t retry_queue_risks_left(const struct retry_queue *queue, uint64_t now_ms);

/* As an array for a successor, and back: all of it is due soon then. */
void retry_queue_write(const struct retry_queue *queue, struct json_writer *w);
void retry_queue_restore(struct retry_queue *queue, const struct json_value *array, uint64_t now_ms);

#endif
