/* The written form of all sessions. */
#include "session_body.h"

#define SHARD_COUNT_MOST 1000 /* setting SHARD_COUNT */

/* 0: none was ever connected. */
static int64_t least_recent(const struct session *const sessions[], size_t count)
{
    int64_t first_ms = 0;
    for (size_t i = 0; i < count; i++)
        if (sessions[i]->connected_ms && (!first_ms || sessions[i]->connected_ms < first_ms))
            first_ms = sessions[i]->connected_ms;
    return first_ms;
}

void session_body_write(const struct session *const sessions[], size_t count,
                        const struct gateway_ledger *ledger, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_key(&w, "shards");
    jw_array(&w);
    for (size_t i = 0; i < count; i++) {
        jw_object(&w);
        session_write(sessions[i], &w);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    jw_member_int(&w, "connected_ms", least_recent(sessions, count));
    gateway_ledger_write(ledger, &w);
    jw_object_end(&w);
}

/* The objects that session_write wrote. */
static const struct json_value *written_at(const struct json_value *document, size_t index)
{
    const struct json_value *list = json_get(document, "shards");
    return json_is_array(list) ? json_at(list, index) : index == 0 ? document : NULL;
}

static bool read_one(struct session *session, const struct json_value *document)
{
    for (size_t i = 0; written_at(document, i); i++)
        if (session_read(session, written_at(document, i)))
            return true;
    return false;
}

size_t session_body_read(struct session *const sessions[], size_t count, struct gateway_ledger *ledger,
                         const char *text, size_t length)
{
    struct json_value *document = NULL;
    if (err_is(json_parse(text, length, &document)))
        return 0;
    size_t taken = 0;
    int64_t connected_ms = json_int(json_get(document, "connected_ms"), 0);
    for (size_t i = 0; i < count; i++) {
        taken += read_one(sessions[i], document);
        sessions[i]->connected_ms = connected_ms > 0 ? connected_ms : 0;
    }
    gateway_ledger_read(ledger, document);
    json_destroy(&document);
    return taken;
}

unsigned session_body_shards(uint64_t bot, const char *text, size_t length)
{
    struct json_value *document = NULL;
    if (err_is(json_parse(text, length, &document)))
        return 0;
    const struct json_value *first = written_at(document, 0);
    int64_t id = json_int(json_at(json_get(first, "shard"), 0), 0);
    int64_t count = json_int(json_at(json_get(first, "shard"), 1), 1);
    struct session session;
    unsigned shards = 0;
    if (id >= 0 && id < count && count <= SHARD_COUNT_MOST) {
        session_init(&session, bot, (struct shard_number){(uint16_t)id, (uint16_t)count});
        shards = session_read(&session, first) ? (unsigned)count : 0;
    }
    json_destroy(&document);
    return shards;
}
