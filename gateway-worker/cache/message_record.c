/* The struct as it is. */
#include "message_record.h"

#include <string.h>

void message_put(struct record_store *messages, uint64_t id, const struct cached_message *message)
{
    (void)record_store_put(messages, id, 0, message, sizeof(*message));
}

bool message_find(struct record_store *messages, uint64_t id, struct cached_message *ret_message)
{
    const struct record *record = record_store_find(messages, id, 0);
    if (record)
        memcpy(ret_message, record->bytes, sizeof(*ret_message));
    return record;
}

void message_set_pinned(struct record_store *messages, uint64_t id, bool pinned)
{
    struct record *record = record_store_find(messages, id, 0);
    if (record)
        ((struct cached_message *)(void *)record->bytes)->pinned = pinned;
}

void message_remove(struct record_store *messages, uint64_t id)
{
    record_store_remove(messages, id, 0);
}
