/* How far the last read of the sheet may still be believed. Pure; embedded by its user. */
#ifndef VIGIE_CACHE_H
#define VIGIE_CACHE_H

#include "row_map.h"

#define CACHE_READ_TTL_MS 60000    /* readers: a person's change shows within a minute */
#define CACHE_OLDEST_MS   86400000 /* readers, while Google fails: older is not better than nothing */
/* Before a write, for people sort and insert rows: a write is begun by a read that was answered just now, and
 * leaves by it if our own disk and the reading of the answer take no longer than this; else the sheet is read
 * again first. */
#define CACHE_BEGIN_MS 50
#define CACHE_LEAVE_MS 500

struct cache {
    struct row_map *map; /* NULL: never read */
    uint64_t read_ms;    /* when the read that filled it was sent */
    uint64_t shown_ms;   /* ... and answered */
    uint64_t kept_ms;    /* how old it was when it came, of a predecessor's; 0: read by us */
    bool places_known; /* false: rows were added whose row number is not known, or a write may have landed */
    bool written_by;   /* a write relied on it: the next one wants a read of its own */
    bool held;         /* not forgotten, however old */
};

/* Takes the map of a read that was sent at `sent_ms` and is answered `now_ms`. */
void cache_fill(struct cache *cache, struct row_map **take_map, uint64_t sent_ms, uint64_t now_ms);
/* Takes the map that a predecessor read `age_ms` ago: better than nothing while nothing can be read. */
void cache_fill_kept(struct cache *cache, struct row_map **take_map, uint64_t age_ms, uint64_t now_ms);
void cache_free(struct cache *cache);
/* Forgets an image older than CACHE_OLDEST_MS. */
void cache_expire(struct cache *cache, uint64_t now_ms);
/* It is not forgotten before the next one is there: without it every row would seem to be new. */
void cache_hold(struct cache *cache);

/* A write may have landed, or landed nobody knows where: no further write before a new read. */
void cache_doubt(struct cache *cache);
/* A write leaves by it. */
void cache_write(struct cache *cache);

/* May a reader be answered from it? */
bool cache_fresh(const struct cache *cache, uint64_t now_ms);
/* May a write be begun by it: was the sheet read just now, and has no other write relied on it? */
bool cache_exact(const struct cache *cache, uint64_t now_ms);
/* May it still leave? */
bool cache_holds(const struct cache *cache, uint64_t now_ms);
/* UINT64_MAX when it was never read. */
uint64_t cache_age_ms(const struct cache *cache, uint64_t now_ms);

#endif
