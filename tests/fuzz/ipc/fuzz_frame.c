/* IPC records: what frame_read lets through has the header that we would have written, and was permitted. */
#include "frame.h"
#include "fuzz.h"

#include <stdbool.h>

/* The byte that no frame gives a meaning to. */
#define RESERVED_BYTE 7

static void claim_same_header(const struct frame *frame, const char *record)
{
    unsigned char header[FRAME_HEADER_SIZE];
    frame_write_header(frame, header);
    for (size_t i = 0; i < FRAME_HEADER_SIZE; i++)
        CLAIM(i == RESERVED_BYTE || header[i] == (unsigned char)record[i]);
}

/* Not the whole of messages.def, but what would hurt: only the supervisor stops, and workers do not say who
 * they are to each other. */
static void claim_permitted(const struct frame *frame)
{
    bool of_supervisor = frame->type == MESSAGE_STOP || frame->type == MESSAGE_WELCOME ||
                         frame->type == MESSAGE_SNAPSHOT || frame->type == MESSAGE_PEER_DOWN;
    CLAIM(!of_supervisor || frame->from == WORKER_SUPERVISOR);
    CLAIM(frame->type != MESSAGE_HELLO || frame->to == WORKER_SUPERVISOR);
    CLAIM(frame->type != MESSAGE_ROW_PUT || (frame->from == WORKER_GATEWAY && frame->to == WORKER_SHEETS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct frame frame = {.type = MESSAGES, .body = "untouched"};
    char *record = fuzz_bytes(data, size);
    enum frame_fault fault = frame_read(record, size, &frame);
    if (fault == FRAME_GOOD) {
        CLAIM(size >= FRAME_HEADER_SIZE && size <= FRAME_MOST);
        CLAIM(frame.body == record + FRAME_HEADER_SIZE && frame.length == size - FRAME_HEADER_SIZE);
        CLAIM(frame.type < MESSAGES && message_name(frame.type)[0]);
        CLAIM(frame.from != frame.to && frame.from <= WORKER_SUPERVISOR && frame.to <= WORKER_SUPERVISOR);
        claim_permitted(&frame);
        claim_same_header(&frame, record);
    } else {
        CLAIM(frame.type == MESSAGES && strcmp(frame.body, "untouched") == 0);
    }
    free(record);
    return 0;
}
