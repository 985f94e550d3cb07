/* A ring of records: head, then the line. */
#include "line_queue.h"

#include <assert.h>
#include <string.h>

void line_queue_init(struct line_queue *q, char *bytes, size_t size)
{
    *q = (struct line_queue){.bytes = bytes, .size = size};
}

static void put_bytes(struct line_queue *q, const void *from, size_t length)
{
    size_t at = (q->begin + q->used) % q->size;
    size_t straight = length < q->size - at ? length : q->size - at;
    memcpy(q->bytes + at, from, straight);
    memcpy(q->bytes, (const char *)from + straight, length - straight);
    q->used += length;
}

static void take_bytes(struct line_queue *q, void *to, size_t length)
{
    size_t straight = length < q->size - q->begin ? length : q->size - q->begin;
    memcpy(to, q->bytes + q->begin, straight);
    memcpy((char *)to + straight, q->bytes, length - straight);
    q->begin = (q->begin + length) % q->size;
    q->used -= length;
}

bool line_queue_put(struct line_queue *q, uint32_t tag, const char *line, size_t length)
{
    struct queued_line head = {.tag = tag, .length = length};
    assert(length <= LOG_LINE_MAX);
    if (sizeof(head) + length > q->size - q->used) {
        q->dropped += length > 0;
        q->unsaid += length > 0;
        return false;
    }
    head.lost = q->unsaid < UINT32_MAX ? (uint32_t)q->unsaid : UINT32_MAX;
    q->unsaid = 0;
    if (q->used == 0)
        q->begin = 0;
    put_bytes(q, &head, sizeof(head));
    put_bytes(q, line, length);
    return true;
}

bool line_queue_take(struct line_queue *q, struct queued_line *ret_head, char *line)
{
    if (q->used == 0)
        return false;
    take_bytes(q, ret_head, sizeof(*ret_head));
    take_bytes(q, line, ret_head->length);
    return true;
}
