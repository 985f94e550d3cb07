/* Messages, as records of a store, by message: what features ask of them later, not what they say. */
#ifndef VIGIE_MESSAGE_RECORD_H
#define VIGIE_MESSAGE_RECORD_H

#include "record_store.h"

struct cached_message {
    uint64_t channel_id, author_id;
    uint64_t mention; /* whom it names as a ticket's owner; 0: nobody */
    bool pinned;
    bool is_panel; /* it has our buttons */
};

void message_put(struct record_store *messages, uint64_t id, const struct cached_message *message);
bool message_find(struct record_store *messages, uint64_t id, struct cached_message *ret_message);
/* Of a message that is known. */
void message_set_pinned(struct record_store *messages, uint64_t id, bool pinned);
void message_remove(struct record_store *messages, uint64_t id);

#endif
