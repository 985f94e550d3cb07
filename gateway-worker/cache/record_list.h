/* Records in the order in which they were used, found by key, and moved when holes are closed: what keeps
 * arena, index and order together. Pure. Private to record_store, which embeds it. */
#ifndef VIGIE_RECORD_LIST_H
#define VIGIE_RECORD_LIST_H

#include "record_index.h"

struct record_list {
    struct record_arena arena;
    struct record_index index;
    uint32_t newest, oldest; /* positions, by use; 0: there is none */
};

/* The list must not move from here on. */
void record_list_init(struct record_list *list);
/* All of them; empty again. */
void record_list_free(struct record_list *list);

static inline struct record *record_list_at(const struct record_list *list, uint32_t position)
{
    return arena_at(&list->arena, position);
}

/* A record whose key and length stand at its position; there must be room in the index. */
void record_list_add(struct record_list *list, uint32_t position, uint32_t now_s);
void record_list_use(struct record_list *list, uint32_t position, uint32_t now_s);
void record_list_remove(struct record_list *list, uint32_t position);

/* Closes the holes of one chunk, or of all; positions change. */
void record_list_compact_chunk(struct record_list *list, uint32_t chunk);
void record_list_compact(struct record_list *list);

/* All that is held. */
size_t record_list_bytes(const struct record_list *list);
/* What the records that are there need at least. */
size_t record_list_bytes_needed(const struct record_list *list);

#endif
