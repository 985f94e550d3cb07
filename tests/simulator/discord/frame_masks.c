/* Frame by frame through the client's bytes: header, mask, payload (RFC 6455 section 5.2). */
#include "frame_masks.h"

#include <string.h>

#define MASKED     0x80
#define LENGTH_16  126
#define LENGTH_64  127
#define MASK_BYTES 4

/* Bytes of the header, mask included, as far as its first two tell. */
static size_t header_size(const uint8_t *header)
{
    uint8_t length = header[1] & 0x7f;
    return 2 + (length == LENGTH_16 ? 2u : length == LENGTH_64 ? 8u : 0u) + MASK_BYTES;
}

static uint64_t payload_size(const uint8_t *header)
{
    uint64_t size = 0;
    uint8_t length = header[1] & 0x7f;
    if (length < LENGTH_16)
        return length;
    for (size_t i = 2; i < header_size(header) - MASK_BYTES; i++)
        size = size << 8 | header[i];
    return size;
}

static enum mask_fault judge(struct frame_masks *masks)
{
    static const uint8_t ZEROS[MASK_BYTES];
    const uint8_t *mask = masks->header + masks->header_length - MASK_BYTES;
    enum mask_fault fault = MASKS_SOUND;
    if (memcmp(mask, ZEROS, MASK_BYTES) == 0)
        fault = MASK_ZERO;
    else if (masks->has_last && memcmp(mask, masks->last, MASK_BYTES) == 0)
        fault = MASK_REPEATED;
    memcpy(masks->last, mask, MASK_BYTES);
    masks->has_last = true;
    return fault;
}

static enum mask_fault take_header_byte(struct frame_masks *masks, uint8_t byte)
{
    masks->header[masks->header_length++] = byte;
    if (masks->header_length < 2)
        return MASKS_SOUND;
    if (!(masks->header[1] & MASKED)) {
        masks->lost = true;
        return MASKS_SOUND;
    }
    if (masks->header_length < header_size(masks->header))
        return MASKS_SOUND;
    enum mask_fault fault = judge(masks);
    masks->payload_left = payload_size(masks->header);
    masks->header_length = 0;
    return fault;
}

enum mask_fault frame_masks_take(struct frame_masks *masks, const void *bytes, size_t length)
{
    const uint8_t *at = bytes, *end = at + length;
    enum mask_fault first = MASKS_SOUND;
    while (at < end && !masks->lost) {
        if (masks->payload_left > 0) {
            uint64_t there = (uint64_t)(end - at);
            uint64_t skipped = masks->payload_left < there ? masks->payload_left : there;
            masks->payload_left -= skipped;
            at += skipped;
            continue;
        }
        enum mask_fault fault = take_header_byte(masks, *at++);
        if (first == MASKS_SOUND)
            first = fault;
    }
    return first;
}
