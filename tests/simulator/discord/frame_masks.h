/* The masks of a WebSocket client's frames: unpredictable, says RFC 6455 section 5.3; one of zeros, or the
 * same as the frame before, is none. Reads the raw bytes that come from the client. Plain data, zero to begin
 * with; a chance of 2 in 2^32 that a sound mask is called wrong. */
#ifndef VIGIE_SIM_FRAME_MASKS_H
#define VIGIE_SIM_FRAME_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mask_fault { MASKS_SOUND, MASK_ZERO, MASK_REPEATED };

struct frame_masks {
    uint8_t header[14]; /* of the frame under way, as far as it has come */
    size_t header_length;
    uint64_t payload_left;
    uint8_t last[4];     /* the frame's before */
    bool has_last, lost; /* lost: an unmasked frame came, what follows is not read */
};

/* The next bytes, cut anywhere; the first fault in them. */
enum mask_fault frame_masks_take(struct frame_masks *masks, const void *bytes, size_t length);

#endif
