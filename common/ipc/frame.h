/* One IPC record: a fixed 32-byte header and a body. Records travel over SOCK_SEQPACKET, so the kernel keeps
 * them whole. Pure. Numbers are little-endian: both ends are the same build on the same machine, and HELLO
 * checks that. */
#ifndef VIGIE_FRAME_H
#define VIGIE_FRAME_H

#include "workers.h"

#include <stddef.h>
#include <stdint.h>

enum message {
#define MESSAGE(type, senders, receivers, meaning) MESSAGE_##type,
#include "messages.def"
#undef MESSAGE
    MESSAGES
};

#define FRAME_HEADER_SIZE 32
#define FRAME_BODY_MOST   (60 * 1024)
#define FRAME_MOST        (FRAME_HEADER_SIZE + FRAME_BODY_MOST)

struct frame {
    enum message type;
    enum worker from, to;
    uint32_t generation; /* which instance of the worker: frames of a dead one are dropped */
    uint64_t seq;        /* counts up per sender, from 1 */
    uint64_t ref;        /* the request that this answers, 0: none */
    const char *body;    /* NUL-terminated by the channel when received; lives during the callback */
    size_t length;
};

const char *message_name(enum message type);

/* Writes the 32 bytes. */
void frame_write_header(const struct frame *frame, unsigned char header[FRAME_HEADER_SIZE]);

enum frame_fault {
    FRAME_GOOD,
    FRAME_TOO_SHORT,
    FRAME_BAD_MAGIC, /* not ours, or another version */
    FRAME_BAD_LENGTH,
    FRAME_BAD_TYPE,
    FRAME_BAD_ADDRESS,
    FRAME_NOT_PERMITTED, /* messages.def does not let this sender say this to this receiver */
};

/* Reads a received record; *ret_frame is written on FRAME_GOOD only, its body points into `record`. */
enum frame_fault frame_read(const void *record, size_t length, struct frame *ret_frame);

#endif
