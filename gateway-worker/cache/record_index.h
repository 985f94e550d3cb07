/* Finding a record by its key: open addressing over the records' positions, four bytes a slot.
 * Pure. Private to record_list, which embeds it. */
#ifndef VIGIE_RECORD_INDEX_H
#define VIGIE_RECORD_INDEX_H

#include "record_arena.h"

struct record_index {
    const struct record_arena *arena; /* where the positions lead */
    uint32_t *slots;                  /* positions, 0: free; NULL while there are none */
    uint32_t slot_count;              /* a power of two, at most three quarters full; or 0 */
    uint32_t used;
};

/* Frees everything; empty again. */
void index_free(struct record_index *index);

/* The position of the record with this key, 0: none. */
uint32_t index_find(const struct record_index *index, uint64_t id, uint64_t scope);
/* Of a record that stands there and is not in it yet; there must be room. */
void index_add(struct record_index *index, uint32_t position);
void index_remove(struct record_index *index, uint32_t position);
/* A record that was at `from` stands at `to`. */
void index_moved(struct record_index *index, uint32_t from, uint32_t to);

/* Slots that so many records need. */
uint32_t index_slots_for(uint32_t records);
static inline size_t index_bytes(uint32_t slots)
{
    return slots * sizeof(uint32_t);
}
/* At least index_slots_for(used). */
void index_resize(struct record_index *index, uint32_t slots);

#endif
