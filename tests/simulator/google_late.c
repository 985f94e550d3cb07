/* The late calls, few and in no order of their time. */
#include "google_late.h"

#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

void late_call_free(struct late_call *call)
{
    free(call->path);
    free(call->query);
    free(call->authorization);
    free(call->body);
}

void late_free(struct late_calls *late)
{
    for (size_t i = 0; i < late->count; i++)
        late_call_free(&late->list[i]);
    *late = (struct late_calls){0};
}

/* The copy ends with a NUL, whatever it holds. */
static char *copy_bytes(const char *bytes, size_t length)
{
    char *copy = calloc(1, length + 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, length);
    return copy;
}

void late_add(struct late_calls *late, const struct google_route *route, const struct sim_request *request,
              uint64_t due_ms)
{
    if (late->count == LATE_MOST) {
        late->lost++;
        return;
    }
    late->list[late->count++] = (struct late_call){.due_ms = due_ms,
                                                   .route = route,
                                                   .path = text_copy(request->path),
                                                   .query = text_copy(request->query),
                                                   .authorization = text_copy(request->authorization),
                                                   .body = copy_bytes(request->body, request->body_length),
                                                   .body_length = request->body_length};
}

bool late_take(struct late_calls *late, uint64_t now_ms, struct late_call *ret)
{
    size_t first = late->count;
    for (size_t i = 0; i < late->count; i++)
        if (late->list[i].due_ms <= now_ms &&
            (first == late->count || late->list[i].due_ms < late->list[first].due_ms))
            first = i;
    if (first == late->count)
        return false;
    *ret = late->list[first];
    late->count--;
    late->landed++;
    memmove(&late->list[first], &late->list[first + 1], sizeof *ret * (late->count - first));
    return true;
}
