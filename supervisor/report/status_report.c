/* Table and JSON of the workers. */
#include "status_report.h"

#include "array_len.h"
#include "clock.h"
#include "json_writer.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MEBIBYTE (1024.0 * 1024.0)

enum { COLUMNS = 7, CELL_SIZE = 48 };
static const char *const HEADINGS[COLUMNS] = {
    "programme", "pid", "état", "durée", "redémarrages", "mémoire", "dernier battement"};
static const int WIDTHS[COLUMNS] = {16, 8, 12, 18, 13, 10, 0};

/* What snapshot.h calls the states, for people. */
static const struct {
    const char *state, *french;
} STATES[] = {
    {"starting", "démarre"}, {"up", "en service"},  {"hung", "figé"},
    {"waiting", "attend"},   {"stopped", "arrêté"},
};

static const char *french_state(const char *state)
{
    for (size_t i = 0; i < ARRAY_LEN(STATES); i++)
        if (strcmp(STATES[i].state, state) == 0)
            return STATES[i].french;
    return state;
}

/* printf pads bytes, people see characters. */
static void append_cell(struct buffer *out, const char *text, int width)
{
    int seen = (int)utf8_utf16_units(text, strlen(text));
    buffer_format(out, "%s%*s", text, width > seen ? width - seen : 0, "");
}

static void append_row(struct buffer *out, const char *const cells[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++)
        append_cell(out, cells[i], WIDTHS[i]);
    buffer_char(out, '\n');
}

static uint64_t uptime_ms(const struct snapshot *s, const struct worker_view *v)
{
    return v->up_since_ms ? s->now_ms - v->up_since_ms : 0;
}

static void append_worker(struct buffer *out, const struct snapshot *s, const struct worker_view *v)
{
    char pid[CELL_SIZE] = "-", uptime[CELL_SIZE] = "-", restarts[CELL_SIZE], memory[CELL_SIZE] = "-";
    char beat[CELL_SIZE] = "-";
    if (v->pid)
        snprintf(pid, sizeof(pid), "%d", v->pid);
    if (v->up_since_ms)
        clock_duration(uptime_ms(s, v) / 1000, uptime, sizeof(uptime));
    snprintf(restarts, sizeof(restarts), "%" PRIu64, v->restarts);
    if (v->memory_bytes)
        snprintf(memory, sizeof(memory), "%.1f Mio", (double)v->memory_bytes / MEBIBYTE);
    if (v->last_heartbeat_ms)
        snprintf(beat, sizeof(beat), "il y a %.1f s", (double)(s->now_ms - v->last_heartbeat_ms) / 1000);
    else if (v->next_start_in_ms)
        snprintf(beat, sizeof(beat), "repart dans %.1f s", (double)v->next_start_in_ms / 1000);
    append_row(out, (const char *const[COLUMNS]){v->name, pid, french_state(v->state), uptime, restarts,
                                                 memory, beat});
}

void status_table(const struct snapshot *s, struct buffer *out)
{
    append_row(out, HEADINGS);
    for (size_t i = 0; i < s->worker_count; i++)
        append_worker(out, s, &s->workers[i]);
    if (s->config_error)
        buffer_format(out, "À corriger : %s\n", s->config_error);
}

static void write_worker(struct json_writer *w, const struct snapshot *s, const struct worker_view *v)
{
    jw_object(w);
    jw_member_string(w, "name", v->name);
    jw_member_int(w, "pid", v->pid);
    jw_member_string(w, "state", v->state);
    jw_member_int(w, "uptime_seconds", (int64_t)(uptime_ms(s, v) / 1000));
    jw_member_int(w, "restarts", (int64_t)v->restarts);
    jw_member_int(w, "memory_bytes", (int64_t)v->memory_bytes);
    jw_key(w, "last_heartbeat_age_ms");
    if (v->last_heartbeat_ms)
        jw_uint(w, s->now_ms - v->last_heartbeat_ms);
    else
        jw_null(w);
    jw_object_end(w);
}

void status_json(const struct snapshot *s, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_key(&w, "workers");
    jw_array(&w);
    for (size_t i = 0; i < s->worker_count; i++)
        write_worker(&w, s, &s->workers[i]);
    jw_array_end(&w);
    jw_object_end(&w);
    buffer_char(out, '\n');
}
