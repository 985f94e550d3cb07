/* Header of an IPC record, and who may say what to whom. */
#include "frame.h"

#include <stdbool.h>
#include <string.h>

#define MAGIC 0x31474956u /* "VIG1": the version is part of it */

#define S (1u << WORKER_SUPERVISOR)
#define G (1u << WORKER_GATEWAY)
#define K (1u << WORKER_SHEETS)
#define H (1u << WORKER_HEALTH)
#define M (1u << WORKER_SIMULATOR)
static const struct {
    const char *name;
    unsigned senders, receivers;
} ROWS[MESSAGES] = {
#define MESSAGE(type, senders, receivers, meaning) [MESSAGE_##type] = {#type, senders, receivers},
#include "messages.def"
#undef MESSAGE
};
#undef S
#undef G
#undef K
#undef H
#undef M

struct header {
    uint32_t magic;
    uint8_t type, from, to, reserved;
    uint32_t length, generation;
    uint64_t seq, ref;
};
_Static_assert(sizeof(struct header) == FRAME_HEADER_SIZE, "the header has no holes");

const char *message_name(enum message type)
{
    return ROWS[type].name;
}

void frame_write_header(const struct frame *frame, unsigned char header[FRAME_HEADER_SIZE])
{
    struct header h = {
        .magic = MAGIC,
        .type = (uint8_t)frame->type,
        .from = (uint8_t)frame->from,
        .to = (uint8_t)frame->to,
        .length = (uint32_t)frame->length,
        .generation = frame->generation,
        .seq = frame->seq,
        .ref = frame->ref,
    };
    memcpy(header, &h, sizeof(h));
}

static bool permitted(const struct header *h)
{
    return (ROWS[h->type].senders >> h->from & 1) && (ROWS[h->type].receivers >> h->to & 1);
}

enum frame_fault frame_read(const void *record, size_t length, struct frame *ret_frame)
{
    struct header h;
    if (length < sizeof(h))
        return FRAME_TOO_SHORT;
    memcpy(&h, record, sizeof(h));
    if (h.magic != MAGIC)
        return FRAME_BAD_MAGIC;
    if (h.length != length - sizeof(h) || h.length > FRAME_BODY_MOST)
        return FRAME_BAD_LENGTH;
    if (h.type >= MESSAGES)
        return FRAME_BAD_TYPE;
    if (h.from > WORKER_SUPERVISOR || h.to > WORKER_SUPERVISOR || h.from == h.to)
        return FRAME_BAD_ADDRESS;
    if (!permitted(&h))
        return FRAME_NOT_PERMITTED;
    *ret_frame = (struct frame){
        .type = (enum message)h.type,
        .from = (enum worker)h.from,
        .to = (enum worker)h.to,
        .generation = h.generation,
        .seq = h.seq,
        .ref = h.ref,
        .body = (const char *)record + sizeof(h),
        .length = h.length,
    };
    return FRAME_GOOD;
}
