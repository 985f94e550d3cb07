/* Opcode 8 and its chunks. */
#include "discord_members.h"

#include "discord_events.h"
#include "loop.h"
#include "render.h"

#include <string.h>
#include <strings.h>

#define EVENT_MOST    ((size_t)8 * 1024 * 1024)
#define CHUNK_MEMBERS 1000
#define ASKED_MOST    100 /* by prefix or by id */
#define NONCE_MOST    32  /* a longer one is not sent back */
#define ALL_AGAIN_MS  30000

/* One request, taken apart. */
struct request {
    const struct json_value *ids; /* array, or one id; NULL: by prefix */
    const char *prefix, *nonce;   /* nonce NULL: none */
    size_t limit;
    bool presences;
};

static struct request read_request(const struct json_value *d)
{
    const char *nonce = json_text(json_get(d, "nonce"), "");
    int64_t limit = json_int(json_get(d, "limit"), 0);
    struct request request = {
        .ids = json_is_null(json_get(d, "user_ids")) ? NULL : json_get(d, "user_ids"),
        .prefix = json_text(json_get(d, "query"), ""),
        .nonce = nonce[0] && strlen(nonce) <= NONCE_MOST ? nonce : NULL,
        .presences = json_bool(json_get(d, "presences"), false),
        .limit = limit > 0 && limit < ASKED_MOST ? (size_t)limit : ASKED_MOST,
    };
    if (!request.ids && !request.prefix[0] && limit == 0)
        request.limit = WORLD_USERS_MOST;
    return request;
}

static bool is_for_all(const struct request *request)
{
    return request->limit == WORLD_USERS_MOST;
}

static size_t id_count(const struct json_value *ids)
{
    return json_is_array(ids) ? json_length(ids) : 1;
}

static uint64_t id_at(const struct json_value *ids, size_t i)
{
    return json_id(json_is_array(ids) ? json_at(ids, i) : ids);
}

static size_t find_members(struct sim_world *world, const struct request *request,
                           const struct sim_user **members)
{
    size_t found = 0, length = strlen(request->prefix);
    if (request->ids) {
        for (size_t i = 0; i < id_count(request->ids) && i < ASKED_MOST; i++)
            if (world_user(world, id_at(request->ids, i)))
                members[found++] = world_user(world, id_at(request->ids, i));
        return found;
    }
    for (size_t i = 0; i < world->user_count && found < request->limit; i++)
        if (strncasecmp(world->users[i].name, request->prefix, length) == 0)
            members[found++] = &world->users[i];
    return found;
}

static void write_not_found(struct json_writer *w, struct sim_world *world, const struct request *request)
{
    jw_key(w, "not_found");
    jw_array(w);
    for (size_t i = 0; request->ids && i < id_count(request->ids) && i < ASKED_MOST; i++)
        if (!world_user(world, id_at(request->ids, i)))
            jw_id(w, id_at(request->ids, i));
    jw_array_end(w);
}

struct chunk {
    const struct sim_user *const *members;
    size_t count, index, of;
};

static void write_chunk(struct json_writer *w, struct sim_world *world, const struct request *request,
                        struct chunk chunk)
{
    jw_object(w);
    jw_member_id(w, "guild_id", WORLD_GUILD_ID);
    jw_key(w, "members");
    jw_array(w);
    for (size_t i = 0; i < chunk.count; i++)
        render_member(w, chunk.members[i], true);
    jw_array_end(w);
    jw_member_int(w, "chunk_index", (int64_t)chunk.index);
    jw_member_int(w, "chunk_count", (int64_t)chunk.of);
    write_not_found(w, world, request);
    if (request->presences) {
        jw_key(w, "presences");
        jw_array(w);
        jw_array_end(w);
    }
    if (request->nonce)
        jw_member_string(w, "nonce", request->nonce);
    jw_object_end(w);
}

static void tell_chunks(struct sim_discord *discord, struct sim_session *session,
                        const struct request *request)
{
    const struct sim_user *members[WORLD_USERS_MOST];
    size_t found = find_members(discord->world, request, members);
    size_t chunks = found ? (found + CHUNK_MEMBERS - 1) / CHUNK_MEMBERS : 1;
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    for (size_t i = 0; i < chunks; i++) {
        size_t first = i * CHUNK_MEMBERS, left = found - first;
        struct json_writer w = json_writer(&data);
        buffer_clear(&data);
        write_chunk(&w, discord->world, request,
                    (struct chunk){members + first, left < CHUNK_MEMBERS ? left : CHUNK_MEMBERS, i, chunks});
        event_to_session(discord, session, "GUILD_MEMBERS_CHUNK", data.data, data.length);
    }
    buffer_free(&data);
}

static void tell_limited(struct sim_discord *discord, struct sim_session *session,
                         const struct request *request, uint64_t wait_ms)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_int(&w, "opcode", 8);
    jw_member_decimal(&w, "retry_after", (double)wait_ms / 1000, 3);
    jw_key(&w, "meta");
    jw_object(&w);
    jw_member_id(&w, "guild_id", WORLD_GUILD_ID);
    if (request->nonce)
        jw_member_string(&w, "nonce", request->nonce);
    jw_object_end(&w);
    jw_object_end(&w);
    event_to_session(discord, session, "RATE_LIMITED", data.data, data.length);
    buffer_free(&data);
}

void members_tell(struct sim_discord *discord, struct sim_session *session, const struct json_value *d)
{
    struct request request = read_request(d);
    uint64_t now = loop_now_ms(discord->loop);
    bool all = is_for_all(&request);
    if (all && !(session->intents & INTENT_GUILD_MEMBERS))
        return;
    if (all && now < discord->all_members_next_ms) {
        tell_limited(discord, session, &request, discord->all_members_next_ms - now);
        return;
    }
    if (all)
        discord->all_members_next_ms = now + ALL_AGAIN_MS;
    tell_chunks(discord, session, &request);
}
