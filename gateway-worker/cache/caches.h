/* All caches together: one byte budget, shared out by caches.def. Owned by the bot. */
#ifndef VIGIE_CACHES_H
#define VIGIE_CACHES_H

#include "channel_cache.h"
#include "record_store.h"

enum cache {
#define CACHE(id, kind, share, idle_s) CACHE_##id,
#include "caches.def"
#undef CACHE
    CACHES
};

struct caches {
    struct channel_cache *channels;
    struct record_store *roles;       /* role_record.h */
    struct record_store *members;     /* member_record.h */
    struct record_store *messages;    /* message_record.h */
    struct record_store *all[CACHES]; /* the same */
};

struct caches *caches_create(size_t most_bytes);
/* Accepts NULL. */
void caches_destroy(struct caches **caches);

/* From now on at most so many bytes together: what is over goes at once, longest unused first. 0 drops all. */
void caches_limit(struct caches *caches, size_t most_bytes);
/* From now on each at most half of what it holds now, but not less than its share of `least_bytes`. */
void caches_halve(struct caches *caches, size_t least_bytes);
/* Regularly: what was not used for too long goes, and holes are closed. `now_s`: monotonic. */
void caches_sweep(struct caches *caches, uint32_t now_s);
size_t caches_bytes(const struct caches *caches);
struct record_store_size caches_size(const struct caches *caches, enum cache cache);

/* The bot is in this guild no more. */
void caches_forget_guild(struct caches *caches, uint64_t guild_id);
/* Events were missed: messages may have been deleted or edited since, and nobody will tell. */
void caches_forget_messages(struct caches *caches);

#endif
