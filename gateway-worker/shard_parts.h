/* The inside of a shard_runner: for shard_runner.c (its life), shard_dial.c (its connection), shard_frames.c
 * (what is received) and shard_sending.c (what is sent) only. */
#ifndef VIGIE_SHARD_PARTS_H
#define VIGIE_SHARD_PARTS_H

#include "gateway_report.h"
#include "heartbeat.h"
#include "send_budget.h"
#include "shard.h"
#include "shard_runner.h"

struct loop_timer;
struct stack;

struct shard_runner {
    struct gateway_shared *shared;
    struct gateway_report report;
    struct shard shard;
    struct heartbeat heartbeat;
    struct send_budget sends;
    struct stack *stack; /* NULL while there is no connection */
    struct loop_timer *timer;
    struct gateway_end end; /* why the present connection ends */
    uint64_t heard_us;      /* of the last bytes received */
    int64_t heard_wall_ms;
    uint64_t replayed;          /* events since RESUME was sent */
    void (*on_left)(void *ctx); /* NULL: nobody waits for it */
    void *on_left_ctx;
};

/* shard_runner.c: an event, whatever follows from it, and the timer set anew. `why` goes to the log if it
 * ends the connection. */
void shard_happens(struct shard_runner *r, enum shard_event event, struct err why);
/* Something may have fallen due earlier than before. */
void shard_wake_when_due(struct shard_runner *r);

/* shard_dial.c: opens the connection that the shard has decided on. */
void shard_dial(struct shard_runner *r);
/* What came could not be read: it is told, and if nothing could yet, the next dials ask for another
 * compression. */
void shard_unreadable(struct shard_runner *r, struct err e);

/* shard_frames.c: one JSON text from the Gateway. */
void shard_frame(struct shard_runner *r, const char *text, size_t length);

/* shard_sending.c. A connection that breaks by it goes through shard_happens. */
void shard_send_heartbeat(struct shard_runner *r, enum send_kind kind);
void shard_send_resume(struct shard_runner *r);
void shard_send_identify(struct shard_runner *r);

#endif
