/* A list with its end, and how long a request may take. */
#include "request_queue.h"

#include "allocate.h"
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS    60000
#define ATTEMPT_MS     15000
#define RETRY_FIRST_MS 300
#define RETRY_CAP_MS   10000

void request_queue_init(struct request_queue *queue)
{
    *queue = (struct request_queue){.last = &queue->first};
}

void request_queue_add(struct request_queue *queue, struct queued_request *request)
{
    *queue->last = request;
    queue->last = &request->next;
    queue->count++;
    queue->bytes += request->body_length;
}

void request_queue_take(struct request_queue *queue, struct queued_request *request)
{
    struct queued_request **at = &queue->first;
    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
    if (queue->last == &request->next)
        queue->last = at;
    queue->count--;
    queue->bytes -= request->body_length;
}

struct queued_request *queued_request_create(struct rest *rest, const struct rest_request *request,
                                             uint64_t now, rest_on_done *on_done, void *ctx)
{
    struct queued_request *p = allocate(1, sizeof(*p));
    *p = (struct queued_request){
        .rest = rest,
        .route = route_of(request->method, request->path),
        .method = request->method,
        .path = text_copy(request->path),
        .body = request->body ? text_copy_part(request->body, request->body_length) : NULL,
        .body_length = request->body ? request->body_length : 0,
        .repeatable = request->repeatable,
        .answer_unread = request->answer_unread,
        .asked_ms = now,
        .deadline_ms = now + (request->patience_ms ? request->patience_ms : PATIENCE_MS),
        .attempt_ms = request->attempt_ms ? request->attempt_ms : ATTEMPT_MS,
        .backoff = {.first_ms = RETRY_FIRST_MS, .cap_ms = RETRY_CAP_MS},
        .on_done = on_done,
        .ctx = ctx,
    };
    return p;
}

void queued_request_free(struct queued_request *request)
{
    free(request->path);
    free(request->body);
    free(request);
}
