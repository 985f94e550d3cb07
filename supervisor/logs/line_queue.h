/* Log lines that wait for their writer, oldest first, in a ring of fixed size. A line that finds no room is
 * dropped whole and counted; the next line that finds room says how many were dropped in front of it. Pure;
 * embedded by its owner. The bytes are the owner's, so that pages that are never needed are never touched:
 * an empty queue begins at the front again. */
#ifndef VIGIE_LINE_QUEUE_H
#define VIGIE_LINE_QUEUE_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line_queue {
    char *bytes;
    size_t size, begin, used;
    uint64_t unsaid;  /* dropped since the last line that found room */
    uint64_t dropped; /* dropped in all */
};

struct queued_line {
    uint32_t tag;  /* the owner's */
    uint32_t lost; /* lines dropped just before this one */
    size_t length; /* 0: no line, only a mark that the owner put */
};

/* `bytes` is borrowed, `size` of them. */
void line_queue_init(struct line_queue *q, char *bytes, size_t size);

/* A line of at most LOG_LINE_MAX bytes. False: dropped and counted; a mark (length 0) is not counted. */
bool line_queue_put(struct line_queue *q, uint32_t tag, const char *line, size_t length);

/* The oldest into `line`, which has room for LOG_LINE_MAX bytes. False: empty. */
bool line_queue_take(struct line_queue *q, struct queued_line *ret_head, char *line);

static inline bool line_queue_empty(const struct line_queue *q)
{
    return q->used == 0;
}

#endif
