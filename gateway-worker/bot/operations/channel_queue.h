/* Queue for each ticket's channel: two presses on one panel must not read the same row and overwrite each other. Pure. An operation
 * embeds its entry; the first of its channel works, then leaves, which calls the next. */
#ifndef VIGIE_CHANNEL_QUEUE_H
#define VIGIE_CHANNEL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUEUE_ENTRIES_MAX 256

struct queue_entry {
    uint64_t channel_id;
    void (*on_front)(void *ctx);
    void *ctx;
    struct queue_entry *next; /* the queue's own */
};

struct channel_queue {
    struct queue_entry *first;
    size_t count;
};

enum queue_place {
    QUEUE_FIRST,  /* work now: on_front will not be called */
    QUEUE_WAITS,  /* on_front will be called */
    QUEUE_REFUSED /* too many wait; not in the queue */
};

/* `entry` is borrowed until it leaves. */
enum queue_place channel_queue_join(struct channel_queue *queue, struct queue_entry *entry);

/* The entry behind `entry` for the same ticket, NULL: none. */
struct queue_entry *channel_queue_behind(const struct queue_entry *entry);

/* Leaves the queue; if an entry waits for this ticket, its on_front is called. */
void channel_queue_leave(struct channel_queue *queue, struct queue_entry *entry);

#endif
