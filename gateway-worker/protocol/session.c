/* The session and its written form. */
#include "session.h"

#include "payload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. 64 bits of a token with over 200 that are random: nobody gets the token back from that. */
uint64_t session_bot(const char *token)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *token; token++)
        hash = (hash ^ (unsigned char)*token) * 0x100000001b3u;
    return hash;
}

void session_init(struct session *s, uint64_t bot, struct shard_number shard)
{
    *s = (struct session){.sequence = PAYLOAD_NO_SEQUENCE, .bot = bot, .shard = shard};
}

bool session_known(const struct session *s)
{
    return s->id[0] != '\0';
}

static bool fits(const char *text, size_t size)
{
    size_t length = text ? strlen(text) : 0;
    return length && length < size;
}

bool session_begin(struct session *s, const char *id, const char *resume_url, int64_t wall_ms)
{
    session_forget(s);
    if (!fits(id, sizeof(s->id)) || strlen(resume_url) >= sizeof(s->resume_url))
        return false;
    memcpy(s->id, id, strlen(id) + 1);
    memcpy(s->resume_url, resume_url, strlen(resume_url) + 1);
    s->began_ms = wall_ms;
    return true;
}

void session_handled(struct session *s, int64_t sequence)
{
    if (sequence > s->sequence)
        s->sequence = sequence;
}

void session_forget(struct session *s)
{
    int64_t connected_ms = s->connected_ms;
    session_init(s, s->bot, s->shard);
    s->connected_ms = connected_ms;
}

void session_write(const struct session *s, struct json_writer *w)
{
    char bot[24];
    snprintf(bot, sizeof(bot), "%016" PRIx64, s->bot);
    jw_member_string(w, "bot", bot);
    jw_key(w, "shard");
    jw_array(w);
    jw_uint(w, s->shard.id);
    jw_uint(w, s->shard.count);
    jw_array_end(w);
    if (!session_known(s))
        return;
    jw_member_string(w, "session_id", s->id);
    jw_member_string(w, "resume_url", s->resume_url);
    jw_member_int(w, "sequence", s->sequence);
    jw_member_int(w, "began_ms", s->began_ms);
}

static bool is_for(const struct json_value *object, struct shard_number shard)
{
    const struct json_value *written = json_get(object, "shard");
    return json_int(json_at(written, 0), 0) == shard.id && json_int(json_at(written, 1), 1) == shard.count;
}

bool session_read(struct session *s, const struct json_value *object)
{
    const char *id = json_text(json_get(object, "session_id"), "");
    const char *url = json_text(json_get(object, "resume_url"), "");
    int64_t sequence = json_int(json_get(object, "sequence"), PAYLOAD_NO_SEQUENCE);
    const char *bot = json_text(json_get(object, "bot"), "");
    char *end;
    uint64_t written_bot = strtoull(bot, &end, 16);
    if (!is_for(object, s->shard) || *bot == '\0' || *end != '\0' || written_bot != s->bot || sequence < 0 ||
        !fits(id, sizeof(s->id)) || strlen(url) >= sizeof(s->resume_url))
        return false;
    session_begin(s, id, url, json_int(json_get(object, "began_ms"), 0));
    s->sequence = sequence;
    return true;
}
