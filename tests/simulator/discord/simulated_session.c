/* Numbered dispatches in a ring, per session. */
#include "simulated_session.h"

#include "buffer.h"
#include "json_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_session *free_place(struct sim_sessions *sessions)
{
    struct sim_session *stalest = NULL;
    for (size_t i = 0; i < SESSIONS_MOST; i++) {
        struct sim_session *s = &sessions->all[i];
        if (!s->id[0])
            return s;
        if (!s->connection && (!stalest || s->detached_ms < stalest->detached_ms))
            stalest = s;
    }
    if (stalest)
        session_end(stalest);
    return stalest;
}

struct sim_session *session_create(struct sim_sessions *sessions, uint64_t random_high, uint64_t random_low)
{
    struct sim_session *session = free_place(sessions);
    if (!session)
        return NULL;
    snprintf(session->id, sizeof(session->id), "%016" PRIx64 "%016" PRIx64, random_high, random_low);
    session->oldest = 1;
    session->shards = 1;
    session->started = ++sessions->started;
    return session;
}

struct sim_session *session_find(struct sim_sessions *sessions, const char *id)
{
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (id[0] && strcmp(sessions->all[i].id, id) == 0)
            return &sessions->all[i];
    return NULL;
}

static void forget_oldest(struct sim_session *session)
{
    char **place = &session->kept[session->oldest % SESSION_KEEPS];
    session->kept_bytes -= strlen(*place);
    free(*place);
    *place = NULL;
    session->oldest++;
}

void session_end(struct sim_session *session)
{
    while (session->oldest <= session->seq)
        forget_oldest(session);
    *session = (struct sim_session){0};
}

void session_detach(struct sim_session *session, uint64_t now_ms)
{
    session->connection = NULL;
    session->detached_ms = now_ms;
}

void sessions_expire(struct sim_sessions *sessions, uint64_t now_ms, uint64_t ttl_ms)
{
    for (size_t i = 0; i < SESSIONS_MOST; i++) {
        struct sim_session *s = &sessions->all[i];
        if (s->id[0] && !s->connection && now_ms - s->detached_ms >= ttl_ms)
            session_end(s);
    }
}

const char *session_push(struct sim_session *session, const char *type, const char *data, size_t length)
{
    struct buffer text;
    buffer_init(&text, length + 256);
    struct json_writer w = json_writer(&text);
    jw_object(&w);
    jw_member_string(&w, "t", type);
    jw_member_int(&w, "s", (int64_t)session->seq + 1);
    jw_member_int(&w, "op", 0);
    jw_key(&w, "d");
    jw_raw(&w, data, length);
    jw_object_end(&w);

    session->seq++;
    while (session->oldest < session->seq && (session->seq - session->oldest >= SESSION_KEEPS ||
                                              session->kept_bytes + text.length > SESSION_BYTES_MOST))
        forget_oldest(session);
    session->kept[session->seq % SESSION_KEEPS] = text.data; /* taken over from the buffer */
    session->kept_bytes += text.length;
    return text.data;
}

void session_skip(struct sim_session *session, uint64_t count)
{
    while (session->oldest <= session->seq)
        forget_oldest(session);
    session->seq += count;
    session->oldest = session->seq + 1;
}

bool session_has_guild(const struct sim_session *session, uint64_t guild_id)
{
    return (guild_id >> 22) % session->shards == session->shard;
}

bool session_can_replay(const struct sim_session *session, uint64_t seq)
{
    return seq <= session->seq && seq + 1 >= session->oldest;
}

const char *session_payload(const struct sim_session *session, uint64_t seq)
{
    return seq >= session->oldest && seq <= session->seq ? session->kept[seq % SESSION_KEEPS] : NULL;
}
