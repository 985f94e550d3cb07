/* List of the operations that have begun and not ended, so that a successor can finish them: the Gateway does not send again what was
 * handled, and a kill may come between a press and its row. Each entry is enough to begin anew; beginning twice is harmless: the outbox
 * deduplicates operation ids, Discord acknowledgements, and creates carry nonces. */
#ifndef VIGIE_PENDING_OPERATIONS_H
#define VIGIE_PENDING_OPERATIONS_H

#include "interaction.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

enum pending_kind {
#define PENDING(kind, with_interaction) PENDING_##kind,
#include "pending_kinds.def"
#undef PENDING
    PENDING_KINDS
};

/* Embedded in an operation; in the list from pending_add to pending_remove. */
struct pending {
    enum pending_kind kind;
    const struct interaction *interaction; /* of the operation; NULL where the kind has none */
    uint64_t channel_id, message_id;       /* where the kind has no interaction */
    struct pending *next, *before;         /* the list's own, as is the rest; zero at first */
    bool is_listed;
};

struct pending_list {
    struct pending *first, *last; /* the oldest, the newest */
    uint64_t added;               /* counts up */
    void (*on_change)(void *ctx); /* may be NULL */
    void *ctx;
};

void pending_add(struct pending_list *list, struct pending *pending);
/* Does nothing if it is not in the list. */
void pending_remove(struct pending_list *list, struct pending *pending);

/* An array of at most `most_bytes` more bytes, the oldest first: what fitted once fits as long as it is
 * there. Returns how many had to be left out. */
size_t pending_write(const struct pending_list *list, struct json_writer *w, size_t most_bytes);

/* Calls `each` for every entry of such an array. `interaction` is to be taken over, or freed, by `each`; it
 * is zeroed for kinds that have none. */
void pending_read(const struct json_value *array,
                  void (*each)(void *ctx, const struct pending *pending, struct interaction *interaction),
                  void *ctx);

#endif
