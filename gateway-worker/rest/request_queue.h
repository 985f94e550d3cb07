/* Requests that have not been answered yet, in order of arrival. Private to rest.c, which decides what
 * befalls them. */
#ifndef VIGIE_REQUEST_QUEUE_H
#define VIGIE_REQUEST_QUEUE_H

#include "backoff.h"
#include "reply.h"
#include "rest.h"
#include "route.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum queued_state { WAITING, UNDER_WAY, FAILED };

/* Owns path and body. */
struct queued_request {
    struct queued_request *next;
    struct rest *rest;
    struct route route;
    const char *method;
    char *path, *body;
    size_t body_length;
    bool repeatable, answer_unread;
    enum queued_state state;
    enum rest_outcome last_outcome; /* of the last attempt, or why it FAILED */
    int last_status;
    unsigned sendings; /* over all attempts */
    uint64_t asked_ms, deadline_ms, not_before_ms, attempt_ms;
    struct backoff backoff;
    uint64_t ticket, bucket_key; /* while UNDER_WAY */
    rest_on_done *on_done;
    void *ctx;
};

/* Does not move: `last` points into it or into its last request. */
struct request_queue {
    struct queued_request *first, **last;
    size_t count, bytes; /* bytes: of the bodies */
};

void request_queue_init(struct request_queue *queue);
void request_queue_add(struct request_queue *queue, struct queued_request *request);
/* Out of the queue; it belongs to the caller then. */
void request_queue_take(struct request_queue *queue, struct queued_request *request);

/* Copies what it needs of `request`; waits for its first attempt. */
struct queued_request *queued_request_create(struct rest *rest, const struct rest_request *request,
                                             uint64_t now_ms, rest_on_done *on_done, void *ctx);
void queued_request_free(struct queued_request *request);

#endif
