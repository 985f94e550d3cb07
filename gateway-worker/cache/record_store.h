/* The generic cache: records of any length under a key of two numbers, within a byte budget. Who was not used
 * for the longest time goes first when there is no room. No allocation per record: 32 bytes of overhead and
 * four to eleven of table each. Sizes are exact: what is counted is what is held, tables and holes included.
 * Pure; owned by the cache that gives its records a meaning.
 *
 * Why not the usual table of pointers to objects: docs/decisions/0009-compact-caches.md. */
#ifndef VIGIE_RECORD_STORE_H
#define VIGIE_RECORD_STORE_H

#include "record_arena.h"

struct record_store;

/* A record that goes for want of room or for its age (not one that was removed). NULL: nobody asks. */
typedef void record_lost(void *ctx, const struct record *record);

struct record_store *record_store_create(size_t most_bytes, record_lost *lost, void *ctx);
/* Accepts NULL. */
void record_store_destroy(struct record_store **store);

/* What is used from now on is used at `now_s`, monotonic seconds; 0 before. As exact as it is often called. */
void record_store_tick(struct record_store *store, uint32_t now_s);

/* Adds or replaces; copies `bytes`, which must not be a record's of this store. False, and counted, when it
 * cannot be kept: an id of 0, longer than RECORD_BYTES_MOST, or no room for a single record. Records
 * that were found before are not where they were. */
bool record_store_put(struct record_store *store, uint64_t id, uint64_t scope, const void *bytes,
                      size_t length);
/* Counts as used. NULL: unknown. Lives until the next put, limit or tidy. */
struct record *record_store_find(struct record_store *store, uint64_t id, uint64_t scope);
/* The same, without being used. */
const struct record *record_store_peek(const struct record_store *store, uint64_t id, uint64_t scope);
void record_store_remove(struct record_store *store, uint64_t id, uint64_t scope);
/* All of them, without a word to `lost`. */
void record_store_clear(struct record_store *store);

/* Every record, the one that was used last first; those for which `keep` says no are removed. `keep` changes
 * nothing itself. */
void record_store_each(struct record_store *store, bool (*keep)(void *ctx, const struct record *record),
                       void *ctx);

/* Those that were not used since then go; returns how many. */
size_t record_store_expire(struct record_store *store, uint32_t unused_since_s);
/* From now on at most so many bytes: what is over goes at once, and the memory with it. */
void record_store_limit(struct record_store *store, size_t most_bytes);
/* Gives back the memory of what went, where that is a quarter or more. */
void record_store_tidy(struct record_store *store);

struct record_store_size {
    size_t records, bytes;
    uint64_t refused; /* could not be kept */
    uint64_t evicted; /* went for want of room */
    uint64_t expired; /* went for their age */
};
struct record_store_size record_store_size(const struct record_store *store);

#endif
