/* Operations that were stored a moment ago, so that one that is offered again is known without the disk: who
 * waited for a slow one has stopped listening just before its answer came. Older ones are known to the file.
 * Pure; embedded by its user, zero it first. */
#ifndef VIGIE_RECENT_OPS_H
#define VIGIE_RECENT_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECENT_OPS_MAX   256 /* the oldest is forgotten */
#define RECENT_OPS_BYTES 96  /* longer ones are not remembered */

struct recent_ops {
    struct {
        uint64_t id;
        char op[RECENT_OPS_BYTES];
    } ops[RECENT_OPS_MAX];
    size_t count; /* ever added */
};

/* `op` was applied to the row of `id`. */
void recent_ops_add(struct recent_ops *recent, uint64_t id, const char *op);
bool recent_ops_hold(const struct recent_ops *recent, uint64_t id, const char *op);

#endif
