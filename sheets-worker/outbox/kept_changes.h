/* Changes of rows that nobody could read when they were asked for (rows/row_change.h), in the order in which
 * they were: what is on disk of them, in memory. Pure; embedded by its user, zero it first. */
#ifndef VIGIE_KEPT_CHANGES_H
#define VIGIE_KEPT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEPT_CHANGES_MAX 10000

struct kept_change {
    struct kept_change *next;
    uint64_t id, version; /* of its row; versions tell the order */
    int64_t wall_ms;      /* when it was accepted */
    const char *op, *change;
    char texts[]; /* of both */
};

struct kept_changes {
    struct kept_change *first, *last;
    size_t count, bytes;
};

void kept_changes_add(struct kept_changes *kept, uint64_t id, uint64_t version, int64_t wall_ms,
                      const char *op, const char *change);
bool kept_changes_hold(const struct kept_changes *kept, uint64_t id, const char *op);
/* Those of that row which are older than `version` are in the row now. Returns how many. */
size_t kept_changes_settle(struct kept_changes *kept, uint64_t id, uint64_t version);
/* The next one of that row, `after` NULL: the first one. NULL: there is none. */
const struct kept_change *kept_changes_of(const struct kept_changes *kept, uint64_t id,
                                          const struct kept_change *after);
void kept_changes_free(struct kept_changes *kept);

#endif
