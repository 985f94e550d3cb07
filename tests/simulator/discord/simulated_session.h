/* Gateway sessions: what was dispatched and under which number, so that a lost connection can be RESUMEd.
 * Each keeps its last dispatches; the oldest go at SESSION_KEEPS events or SESSION_BYTES_MOST bytes, and a
 * RESUME from before them is refused. A session outlives its connection by the TTL. Pure: time comes in. */
#ifndef VIGIE_SIM_SESSION_H
#define VIGIE_SIM_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SESSIONS_MOST      16
#define SESSION_KEEPS      4096
#define SESSION_BYTES_MOST ((size_t)64 * 1024 * 1024)
#define SESSION_ID_SIZE    33

struct sim_connection;

struct sim_session {
    char id[SESSION_ID_SIZE]; /* "" = free place */
    uint64_t started;         /* counts up: which session is newer */
    uint32_t intents;
    uint64_t shard, shards;            /* of IDENTIFY; 0 of 1 when it named none */
    uint64_t seq;                      /* of the newest dispatch */
    struct sim_connection *connection; /* NULL: detached */
    uint64_t detached_ms;
    char *kept[SESSION_KEEPS]; /* payload with sequence s stands at s % SESSION_KEEPS */
    size_t kept_bytes;
    uint64_t oldest; /* lowest sequence that is still kept; seq + 1 if none */
};

struct sim_sessions {
    uint64_t started;
    struct sim_session all[SESSIONS_MOST];
};

/* Takes the place of the one that is detached for longest when all are taken; NULL if every one is connected. */
struct sim_session *session_create(struct sim_sessions *sessions, uint64_t random_high, uint64_t random_low);
struct sim_session *session_find(struct sim_sessions *sessions, const char *id);
void session_end(struct sim_session *session);
void session_detach(struct sim_session *session, uint64_t now_ms);
/* Ends those that have been detached for `ttl_ms`. */
void sessions_expire(struct sim_sessions *sessions, uint64_t now_ms, uint64_t ttl_ms);

/* Gives the event the next number and keeps it; returns the payload, which lives until it is pushed out. */
const char *session_push(struct sim_session *session, const char *type, const char *data, size_t length);

/* The next event is `count` numbers further than it should be; what was kept is forgotten. */
void session_skip(struct sim_session *session, uint64_t count);

/* Is this guild in the session's shard? https://discord.com/developers/docs/events/gateway#sharding */
bool session_has_guild(const struct sim_session *session, uint64_t guild_id);

/* Can everything after `seq` be replayed? */
bool session_can_replay(const struct sim_session *session, uint64_t seq);
/* The payload with that number; NULL if it is not kept. */
const char *session_payload(const struct sim_session *session, uint64_t seq);

#endif
