/* A list: it is empty but in an outage. */
#include "kept_changes.h"

#include <stdlib.h>
#include <string.h>

static size_t bytes_of(const char *op, const char *change)
{
    return strlen(op) + strlen(change) + 2;
}

bool kept_changes_hold(const struct kept_changes *kept, uint64_t id, const char *op)
{
    for (const struct kept_change *change = kept_changes_of(kept, id, NULL); change;
         change = kept_changes_of(kept, id, change))
        if (strcmp(change->op, op) == 0)
            return true;
    return false;
}

static struct kept_change *create(uint64_t id, uint64_t version, int64_t wall_ms, const char *op,
                                  const char *change)
{
    struct kept_change *created = calloc(1, sizeof(*created) + bytes_of(op, change));
    if (!created)
        abort();
    char *after_op = stpcpy(created->texts, op) + 1;
    memcpy(after_op, change, strlen(change) + 1);
    created->id = id;
    created->version = version;
    created->wall_ms = wall_ms;
    created->op = created->texts;
    created->change = after_op;
    return created;
}

void kept_changes_add(struct kept_changes *kept, uint64_t id, uint64_t version, int64_t wall_ms,
                      const char *op, const char *change)
{
    bool is_newest = kept->last && version > kept->last->version;
    struct kept_change *added = create(id, version, wall_ms, op, change);
    struct kept_change **at = is_newest ? &kept->last->next : &kept->first;
    while (*at && (*at)->version <= version)
        at = &(*at)->next;
    added->next = *at;
    *at = added;
    if (!added->next)
        kept->last = added;
    kept->count++;
    kept->bytes += bytes_of(op, change);
}

size_t kept_changes_settle(struct kept_changes *kept, uint64_t id, uint64_t version)
{
    size_t settled = 0;
    struct kept_change **at = &kept->first;
    kept->last = NULL;
    while (*at) {
        struct kept_change *change = *at;
        if (change->id != id || change->version >= version) {
            kept->last = change;
            at = &change->next;
            continue;
        }
        *at = change->next;
        kept->count--;
        kept->bytes -= bytes_of(change->op, change->change);
        free(change);
        settled++;
    }
    return settled;
}

const struct kept_change *kept_changes_of(const struct kept_changes *kept, uint64_t id,
                                          const struct kept_change *after)
{
    const struct kept_change *change = after ? after->next : kept->first;
    while (change && change->id != id)
        change = change->next;
    return change;
}

void kept_changes_free(struct kept_changes *kept)
{
    while (kept->first) {
        struct kept_change *change = kept->first;
        kept->first = change->next;
        free(change);
    }
    *kept = (struct kept_changes){0};
}
