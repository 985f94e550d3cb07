/* The gate as text. Moments are monotonic; what cannot be, on this machine, is taken for nonsense. */
#include "gate.h"

#include "array_len.h"

#define LONGEST_MS (31 * UINT64_C(86400000)) /* Retry-After is cut to less than this when it is read */

static void member_moment(struct json_writer *w, const char *name, uint64_t moment_ms, uint64_t now_ms)
{
    jw_key(w, name);
    jw_uint(w, moment_ms > now_ms ? moment_ms : 0);
}

void gate_write(const struct gate *g, struct json_writer *w, uint64_t now_ms)
{
    uint64_t this_minute = now_ms / GATE_MINUTE_MS;
    jw_object(w);
    jw_member_bool(w, "token_refused", g->token_refused);
    member_moment(w, "global_until", g->global_until_ms, now_ms);
    member_moment(w, "banned_until", g->banned_until_ms, now_ms);
    jw_key(w, "invalid");
    jw_array(w);
    for (size_t i = 0; i < ARRAY_LEN(g->invalid); i++) {
        if (!g->invalid[i].count || g->invalid[i].minute + GATE_MINUTES <= this_minute)
            continue;
        jw_array(w);
        jw_uint(w, g->invalid[i].minute);
        jw_uint(w, g->invalid[i].count);
        jw_array_end(w);
    }
    jw_array_end(w);
    jw_object_end(w);
}

static uint64_t read_moment(const struct json_value *written, const char *name, uint64_t now_ms)
{
    int64_t moment = json_int(json_get(written, name), 0);
    return moment > 0 && (uint64_t)moment < now_ms + LONGEST_MS ? (uint64_t)moment : 0;
}

void gate_restore(struct gate *g, const struct json_value *written, uint64_t now_ms)
{
    uint64_t this_minute = now_ms / GATE_MINUTE_MS;
    g->token_refused = json_bool(json_get(written, "token_refused"), false);
    g->global_until_ms = read_moment(written, "global_until", now_ms);
    g->banned_until_ms = read_moment(written, "banned_until", now_ms);
    const struct json_value *invalid = json_get(written, "invalid");
    for (size_t i = 0; i < json_length(invalid); i++) {
        int64_t minute = json_int(json_at(json_at(invalid, i), 0), -1),
                count = json_int(json_at(json_at(invalid, i), 1), 0);
        if (minute < 0 || (uint64_t)minute > this_minute || count <= 0 || count > UINT32_MAX)
            continue;
        g->invalid[minute % GATE_MINUTES].minute = (uint64_t)minute;
        g->invalid[minute % GATE_MINUTES].count = (uint32_t)count;
    }
}
