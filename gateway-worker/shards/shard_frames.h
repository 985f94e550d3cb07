/* Frames of a Gateway connection: one JSON text becomes one call. Opcodes that are not known are for others,
 * and call nothing. Pure. */
#ifndef VIGIE_SHARD_FRAMES_H
#define VIGIE_SHARD_FRAMES_H

#include "err.h"
#include "payload.h"

#include <stdbool.h>
#include <stddef.h>

struct shard_frames_handlers {
    void (*on_hello)(void *ctx, const struct payload *payload);
    void (*on_dispatch)(void *ctx, const struct payload *payload);
    void (*on_ack)(void *ctx);
    void (*on_asked_to_beat)(void *ctx);
    void (*on_asked_to_reconnect)(void *ctx);
    void (*on_invalid_session)(void *ctx, bool resumable);
    /* It is no payload. */
    void (*on_garbled)(void *ctx, struct err e);
};

void shard_frames_read(const char *text, size_t length, const struct shard_frames_handlers *handlers,
                       void *ctx);

#endif
