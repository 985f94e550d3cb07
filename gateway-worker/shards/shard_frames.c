/* By opcode. */
#include "shard_frames.h"

#include <string.h>

static bool is_true(const struct payload *p)
{
    return p->data && p->data_length >= 4 && memcmp(p->data, "true", 4) == 0;
}

void shard_frames_read(const char *text, size_t length, const struct shard_frames_handlers *h, void *ctx)
{
    struct payload p;
    if (!payload_look(text, length, &p)) {
        h->on_garbled(ctx, err_make(ERR_SYNTAX, "payload.look", 0));
        return;
    }
    switch (p.op) {
    case PAYLOAD_DISPATCH:
        h->on_dispatch(ctx, &p);
        break;
    case PAYLOAD_HEARTBEAT:
        h->on_asked_to_beat(ctx);
        break;
    case PAYLOAD_RECONNECT:
        h->on_asked_to_reconnect(ctx);
        break;
    case PAYLOAD_INVALID_SESSION:
        h->on_invalid_session(ctx, is_true(&p));
        break;
    case PAYLOAD_HELLO:
        h->on_hello(ctx, &p);
        break;
    case PAYLOAD_HEARTBEAT_ACK:
        h->on_ack(ctx);
        break;
    default:
        break;
    }
}
