/* A list with its end. */
#include "request_queue.h"

#include <stdlib.h>

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

void queued_request_free(struct queued_request *request)
{
    free(request->path);
    free(request->body);
    free(request);
}
