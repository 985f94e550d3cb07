/* What it takes to RESUME: the session's id, where, and the last event that was handled. It outlives
 * processes: as a small JSON text it is kept by the supervisor and on disk.
 * https://discord.com/developers/docs/events/gateway#resuming
 * Pure; embedded by its shard; needs no cleanup. */
#ifndef VIGIE_SESSION_H
#define VIGIE_SESSION_H

#include "err.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

/* Which shard of how many: a session sees this part of the guilds, and no other shard can resume it. */
struct shard_number {
    uint16_t id, count;
};

struct session {
    char id[128]; /* "": none. A secret of its kind: never logged */
    char resume_url[512];
    int64_t sequence; /* of the last event handled; PAYLOAD_NO_SEQUENCE */
    uint64_t bot;     /* session_bot of the token that it belongs to */
    struct shard_number shard;
    int64_t began_ms; /* UTC, READY; 0: nobody noted it */
    /* UTC, of the last event that came while it was connected; 0: none ever did. It outlives the session:
     * after an IDENTIFY nothing is replayed, and this says what may have been missed. */
    int64_t connected_ms;
};

/* A fingerprint of the token: a session is worthless, and a RESUME with it wasted, under any other. */
uint64_t session_bot(const char *token);

void session_init(struct session *s, uint64_t bot, struct shard_number shard);
bool session_known(const struct session *s);

/* READY. False, and no session, when the id or the URL does not fit: then the next connection has to
 * IDENTIFY. */
bool session_begin(struct session *s, const char *id, const char *resume_url, int64_t wall_ms);
/* An event was handled. Never lowers the sequence. */
void session_handled(struct session *s, int64_t sequence);
void session_forget(struct session *s);

/* As members of the object that `w` is in. */
void session_write(const struct session *s, struct json_writer *w);
/* False, and `s` as it was: none there, malformed, another bot's or another shard's. Without a shard it is
 * the only one's. */
bool session_read(struct session *s, const struct json_value *object);

#endif
