/* /history?hours=N: what the service was like, as JSON. Times are ISO 8601 seconds, UTC, without suffix, as
 * on /health.
 *
 * step_seconds grows with the hours (30 s up to 6 h, 5 min up to 48 h, else an hour), so that there are at
 * most 721 samples. A sample stands for its step: status is the worst seen, latency and memory_mb are means,
 * queue the longest, errors a sum. Steps in which nobody observed anything are left out; a figure that is not
 * known is null. */
#include "clock.h"
#include "history_query.h"
#include "history_view.h"
#include "json_writer.h"
#include "pages.h"

#define HOUR_S INT64_C(3600)
#define DAY_S  INT64_C(86400)

static void member_moment(struct json_writer *w, const char *name, int64_t wall_ms)
{
    char text[CLOCK_TEXT_SIZE];
    jw_member_string(w, name, wall_ms > 0 ? clock_iso_seconds(wall_ms, text, sizeof(text)) : NULL);
}

static void member_known(struct json_writer *w, const char *name, double value, int decimals)
{
    jw_key(w, name);
    if (value < 0)
        jw_null(w);
    else
        jw_decimal(w, value, decimals);
}

static void write_uptime(struct json_writer *w, const struct report *r)
{
    static const struct {
        const char *name;
        int64_t period_s;
    } PERIODS[] = {{"24h", DAY_S}, {"7d", 7 * DAY_S}, {"30d", 30 * DAY_S}};
    struct history_uptime uptimes[3];
    jw_key(w, "uptime_percent");
    jw_object(w);
    for (size_t i = 0; i < 3; i++) {
        uptimes[i] = history_view_uptime(r->history, PERIODS[i].period_s, r->wall_ms / 1000);
        member_known(w, PERIODS[i].name, uptimes[i].known ? uptimes[i].up_percent : -1, 3);
    }
    jw_object_end(w);
    jw_key(w, "observed_percent");
    jw_object(w);
    for (size_t i = 0; i < 3; i++)
        member_known(w, PERIODS[i].name, uptimes[i].observed_percent, 3);
    jw_object_end(w);
}

static void write_sample(struct json_writer *w, const struct history_slice *slice, bool maxima)
{
    jw_object(w);
    member_moment(w, "t", slice->began_s * 1000);
    jw_member_string(w, "status", health_status_word(history_slice_worst(slice)));
    member_known(w, "latency", history_mean(&slice->latency_s), 3);
    member_known(w, "memory_mb", history_mean(&slice->memory_mb), 1);
    jw_member_int(w, "queue", (int64_t)history_max(&slice->queue));
    jw_member_int(w, "errors", slice->errors);
    jw_member_int(w, "reconnections", slice->reconnections);
    member_known(w, "sheets_seconds", history_mean(&slice->sheets_s), 3);
    if (maxima) {
        member_known(w, "latency_max", history_max(&slice->latency_s), 3);
        member_known(w, "memory_max_mb", history_max(&slice->memory_mb), 1);
    }
    jw_object_end(w);
}

static void write_samples(struct json_writer *w, const struct report *r, unsigned hours)
{
    enum history_width width = history_width_for(hours);
    int64_t step_s = history_width_s(width), now_s = r->wall_ms / 1000, from_s = now_s - hours * HOUR_S;
    struct history_slice slice;
    jw_key(w, "samples");
    jw_array(w);
    for (int64_t t_s = from_s + step_s - from_s % step_s; t_s <= now_s; t_s += step_s)
        if (history_view_slice(r->history, width, t_s, &slice))
            write_sample(w, &slice, width != HISTORY_30_S);
    jw_array_end(w);
}

static void write_incident(struct json_writer *w, const struct incident *incident)
{
    jw_object(w);
    jw_member_string(w, "status", health_status_word(incident->status));
    jw_member_string(w, "reason", incident->reason);
    member_moment(w, "began", incident->began_ms);
    member_moment(w, "ended", incident->ended_ms);
    jw_member_int(w, "seconds", incident->seconds);
    jw_member_int(w, "longest_silence_seconds", incident->longest_silence_s);
    jw_member_string(w, "ended_by", incident->ended_ms ? incident_end_word(incident->end) : NULL);
    jw_object_end(w);
}

/* Those that lasted into the period, the newest first. */
static void write_incidents(struct json_writer *w, const struct report *r, unsigned hours)
{
    int64_t from_ms = r->wall_ms - hours * HOUR_S * 1000;
    const struct incident *incident;
    jw_key(w, "incidents");
    jw_array(w);
    for (size_t back = 0; (incident = history_view_incident(r->history, back)); back++)
        if (!incident->ended_ms || incident->ended_ms >= from_ms)
            write_incident(w, incident);
    jw_array_end(w);
}

static const char *place_word(enum history_place place)
{
    static const char *const WORDS[] = {
        [HISTORY_OPENING] = "opening", [HISTORY_ON_DISK] = "disk", [HISTORY_IN_MEMORY] = "memory"};
    return WORDS[place];
}

static void write_error(struct json_writer *w)
{
    jw_object(w);
    jw_member_string(w, "error", "hours : un nombre entier de 1 à 720, une fois");
    jw_object_end(w);
}

void page_history(struct buffer *out, const struct report *r)
{
    struct json_writer w = json_writer(out);
    unsigned hours;
    if (!history_hours_read(r->asked.query, r->asked.query_length, &hours)) {
        write_error(&w);
        return;
    }
    jw_object(&w);
    write_uptime(&w, r);
    jw_member_int(&w, "step_seconds", history_width_s(history_width_for(hours)));
    jw_member_int(&w, "hours", hours);
    jw_member_string(&w, "kept_in", place_word(history_view_place(r->history)));
    write_samples(&w, r, hours);
    write_incidents(&w, r, hours);
    jw_object_end(&w);
}
