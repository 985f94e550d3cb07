/* The gate as text: when it was written, and how long from then each thing holds. A reader whose clock stands
 * before that moment takes it for now: what holds is kept too long, never too short, and never for longer
 * than LONGEST_MS. */
#include "gate.h"

#include "array_len.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LONGEST_MS (31 * INT64_C(86400000)) /* Retry-After is cut to less than this when it is read */

static uint64_t until(uint64_t moment_ms, uint64_t now_ms)
{
    return moment_ms > now_ms ? moment_ms - now_ms : 0;
}

static void member_uint(struct json_writer *w, const char *name, uint64_t value)
{
    jw_key(w, name);
    jw_uint(w, value);
}

void gate_write(const struct gate *g, struct json_writer *w, uint64_t now_ms, int64_t wall_ms)
{
    uint64_t this_minute = now_ms / GATE_MINUTE_MS;
    jw_object(w);
    jw_member_int(w, "at", wall_ms);
    if (g->token_refused) {
        char bot[24];
        snprintf(bot, sizeof(bot), "%016" PRIx64, g->bot);
        jw_member_string(w, "refused_bot", bot);
    }
    member_uint(w, "global_ms", until(g->global_until_ms, now_ms));
    member_uint(w, "banned_ms", until(g->banned_until_ms, now_ms));
    jw_key(w, "invalid"); /* [minutes ago, count] */
    jw_array(w);
    for (size_t i = 0; i < ARRAY_LEN(g->invalid); i++) {
        if (!g->invalid[i].count || g->invalid[i].minute + GATE_MINUTES <= this_minute)
            continue;
        jw_array(w);
        jw_uint(w, this_minute - g->invalid[i].minute);
        jw_uint(w, g->invalid[i].count);
        jw_array_end(w);
    }
    jw_array_end(w);
    jw_object_end(w);
}

static uint64_t read_moment(const struct json_value *written, const char *name, int64_t age_ms,
                            uint64_t now_ms)
{
    int64_t left_ms = json_int(json_get(written, name), 0);
    return left_ms > age_ms && left_ms < LONGEST_MS ? now_ms + (uint64_t)(left_ms - age_ms) : 0;
}

/* Counts of minutes before this machine began are taken for its first minute's. */
static void read_invalid(struct gate *g, const struct json_value *entry, int64_t age_minutes,
                         uint64_t this_minute)
{
    int64_t ago = json_int(json_at(entry, 0), -1), count = json_int(json_at(entry, 1), 0);
    if (ago < 0 || ago >= GATE_MINUTES - age_minutes || count <= 0 || count > UINT32_MAX)
        return;
    uint64_t back = (uint64_t)(ago + age_minutes), minute = back < this_minute ? this_minute - back : 0;
    size_t slot = minute % GATE_MINUTES;
    uint64_t sum = (g->invalid[slot].minute == minute ? g->invalid[slot].count : 0) + (uint64_t)count;
    g->invalid[slot].minute = minute;
    g->invalid[slot].count = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

void gate_restore(struct gate *g, const struct json_value *written, uint64_t now_ms, int64_t wall_ms)
{
    int64_t at_ms = json_int(json_get(written, "at"), 0);
    int64_t age_ms = at_ms > 0 && at_ms < wall_ms ? wall_ms - at_ms : 0;
    const char *bot = json_text(json_get(written, "refused_bot"), "");
    g->token_refused = *bot && strtoull(bot, NULL, 16) == g->bot;
    g->global_until_ms = read_moment(written, "global_ms", age_ms, now_ms);
    g->banned_until_ms = read_moment(written, "banned_ms", age_ms, now_ms);
    const struct json_value *invalid = json_get(written, "invalid");
    if (age_ms < (int64_t)GATE_MINUTES * GATE_MINUTE_MS)
        for (size_t i = 0; i < json_length(invalid); i++)
            read_invalid(g, json_at(invalid, i), age_ms / GATE_MINUTE_MS, now_ms / GATE_MINUTE_MS);
}
