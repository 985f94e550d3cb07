/* What a shard receives, once it is text: each frame becomes an event of its life, or a dispatch for the
 * handlers of the gateway. Embedded by its shard's driver, which it knows by callbacks only. */
#ifndef VIGIE_SHARD_RECEIVER_H
#define VIGIE_SHARD_RECEIVER_H

#include "gateway_report.h"
#include "gateway_shared.h"
#include "shard.h"
#include "shard_link.h"

struct shard_receiver_handlers {
    void (*on_event)(void *ctx, enum shard_event event, struct err why);
    /* It cannot be read, or not be used. */
    void (*on_garbled)(void *ctx, struct err e);
    void (*on_asked_to_beat)(void *ctx);
    /* Something may have fallen due earlier than before. */
    void (*on_due_changed)(void *ctx);
};

struct shard_receiver {
    struct gateway_shared *shared;
    struct gateway_report *report;
    struct shard *shard;
    struct shard_link *link; /* on which it comes */
    struct shard_receiver_handlers handlers;
    void *ctx;
    uint64_t replayed; /* events since RESUME was sent */
};

void shard_receiver_text(struct shard_receiver *r, const char *text, size_t length);

#endif
