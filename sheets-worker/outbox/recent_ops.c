/* A ring. */
#include "recent_ops.h"

#include <string.h>

void recent_ops_add(struct recent_ops *r, uint64_t id, const char *op)
{
    size_t length = strlen(op), place = r->count % RECENT_OPS_MAX;
    if (length >= RECENT_OPS_BYTES)
        return;
    r->ops[place].id = id;
    memcpy(r->ops[place].op, op, length + 1);
    r->count++;
}

bool recent_ops_hold(const struct recent_ops *r, uint64_t id, const char *op)
{
    for (size_t i = 0; i < r->count && i < RECENT_OPS_MAX; i++)
        if (r->ops[i].id == id && strcmp(r->ops[i].op, op) == 0)
            return true;
    return false;
}
