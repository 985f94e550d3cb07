/* One pipe of one instance of a worker, read line by line into the router until it ends. It may outlive the
 * instance: a grandchild can hold the other end, and nobody waits for that. */
#ifndef VIGIE_CAPTURE_H
#define VIGIE_CAPTURE_H

#include "err.h"
#include "workers.h"

struct capture;
struct log_router;
struct loop;

/* Takes `fd`, the reading end, which does not block; on an error it stays the caller's. `slot` is where the
 * owner keeps the pointer: it is set to NULL when the capture has ended and frees itself. */
struct err capture_start(struct capture **slot, struct loop *loop, struct log_router *router,
                         enum worker program, int fd);

/* The writer is dead: take its last words now; then end, or if somebody else still holds the pipe, in 5 s.
 * *slot is NULL after this. Accepts an empty slot. */
void capture_writer_died(struct capture **slot);

/* End at once. Accepts an empty slot. */
void capture_stop(struct capture **slot);

#endif
