/* Writes whole lines to one descriptor that may be full, at its limit, or not read. Lines are collected until
 * they are flushed, so that a burst costs few calls; what a write leaves of them is written first the next
 * time, so that no line is ever glued to another. Flushing blocks: it belongs to a writer's thread. Embedded
 * by its owner, who also owns the descriptor. */
#ifndef VIGIE_LINE_OUTPUT_H
#define VIGIE_LINE_OUTPUT_H

#include "err.h"
#include "log.h"

#include <stdbool.h>
#include <stddef.h>

struct line_output {
    int fd;             /* -1: none; nothing is collected */
    struct err failure; /* of the last write; ERR_OK once one succeeds */
    bool begun;         /* a line stands there without its end, which waits */
    size_t waiting_length;
    char waiting[LOG_LINE_MAX]; /* of PIPE_BUF at most: a pipe takes a flush whole, between others' lines */
};

/* Begins on `fd`. Where that is a file of `path` that ends in the middle of a line, as a full disk or a power
 * cut leaves it, the line is marked as cut before anything else is written. `path` NULL: not looked at. */
void line_output_begin(struct line_output *o, int fd, const char *path);

/* Collects a line of at most LOG_LINE_MAX bytes, and flushes first where it finds no room. False: there is
 * none, and `failure` says why. */
bool line_output_add(struct line_output *o, const char *line, size_t length);

/* False: not everything could be written. */
bool line_output_flush(struct line_output *o);

/* Forgets what waits, or only the end of a begun line; returns how many lines that were. */
size_t line_output_drop(struct line_output *o, bool begun_only);

#endif
