/* Four tiles: what a person asks after the state. */
#include "memory_chart.h"
#include "page_sections.h"

#include <inttypes.h>

#define MIB (1024.0 * 1024.0)

static void open_tile(struct buffer *out, const struct report *r, const char *id, enum page_word title,
                      enum check check)
{
    buffer_format(out, "<section id=\"%s\" class=\"card tile is-%s\">\n<h2>%s ", id, check_word(check),
                  word_of(r, title));
    section_mark(out, r, check);
    buffer_text(out, "</h2>\n<p class=\"figure\">");
}

static void counted(struct buffer *out, const struct report *r, uint64_t count, enum page_word one,
                    enum page_word many)
{
    html_count(out, r->language, count, word_of(r, one), word_of(r, many));
}

static void write_connected(struct buffer *out, const struct report *r)
{
    if (r->latency_known) {
        html_decimal(out, r->language, r->latency_mean_s * 1000, 0);
        buffer_format(out, "\u00a0ms</p>\n<p>%s</p>\n", word_of(r, WORD_CONNECTED));
    } else
        buffer_format(out, "–</p>\n<p>%s</p>\n", word_of(r, WORD_CONNECTED_NO_BEAT));
}

void section_discord(struct buffer *out, const struct report *r)
{
    open_tile(out, r, "discord", WORD_DISCORD, check_gateway(r));
    if (r->connected)
        write_connected(out, r);
    else {
        bool ever = r->timeline->last_connected_ms != 0;
        buffer_format(out, "%s</p>\n<p>%s ", word_of(r, WORD_ABSENT),
                      word_of(r, ever ? WORD_NOT_CONNECTED_FOR : WORD_NOT_CONNECTED_YET));
        html_duration(out, r->language, r->lost_ms / 1000);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "<p class=\"small\">");
    counted(out, r, snapshot_count(r->snapshot, METRIC_GATEWAY_DISCONNECTS), WORD_CUT, WORD_CUTS);
    buffer_text(out, ", ");
    counted(out, r, snapshot_count(r->snapshot, METRIC_GATEWAY_RESUMES), WORD_RESUME, WORD_RESUMES);
    buffer_text(out, "</p>\n");
    section_close(out);
}

void section_sheets(struct buffer *out, const struct report *r)
{
    uint64_t waiting = snapshot_count(r->snapshot, METRIC_SHEETS_QUEUE);
    uint64_t refused = snapshot_count(r->snapshot, METRIC_SHEETS_DEAD);
    enum check check = check_sheets(r);
    open_tile(out, r, "sheets", WORD_SHEETS, check);
    if (waiting)
        buffer_format(out, "%" PRIu64 " %s", waiting, word_of(r, WORD_WAITING));
    else if (refused)
        counted(out, r, refused, WORD_REFUSED_ONE, WORD_REFUSED_MANY);
    else
        buffer_text(out, check == CHECK_PASS ? word_of(r, WORD_UP_TO_DATE) : "–");
    buffer_format(out, "</p>\n<p>%s</p>\n<p class=\"small\">", sheets_state_text(r));
    counted(out, r, snapshot_count(r->snapshot, METRIC_SHEETS_WRITTEN), WORD_WRITTEN_ONE, WORD_WRITTEN_MANY);
    buffer_text(out, "</p>\n");
    section_close(out);
}

static void write_limit(struct buffer *out, const struct report *r, enum page_word word, uint64_t bytes)
{
    buffer_format(out, "%s ", word_of(r, word));
    html_decimal(out, r->language, (double)bytes / MIB, 0);
    buffer_format(out, "\u00a0%s", word_of(r, WORD_MB));
}

void section_memory(struct buffer *out, const struct report *r)
{
    open_tile(out, r, "memory", WORD_MEMORY, check_memory(r));
    if (r->memory_known) {
        html_decimal(out, r->language, (double)r->memory_bytes / MIB, 1);
        buffer_format(out, "\u00a0%s</p>\n", word_of(r, WORD_MB));
    } else
        buffer_format(out, "–</p>\n<p>%s</p>\n", word_of(r, WORD_MEMORY_UNKNOWN));
    memory_chart(out, r->language, &r->averages->memory_bytes, r->now_ms);
    buffer_text(out, "<p class=\"small\">");
    write_limit(out, r, WORD_WARNS_AT, r->limits.warn_bytes);
    buffer_text(out, ", ");
    write_limit(out, r, WORD_CRITICAL_AT, r->limits.critical_bytes);
    buffer_text(out, "</p>\n");
    section_close(out);
}

void section_service(struct buffer *out, const struct report *r)
{
    open_tile(out, r, "service", WORD_SERVICE, check_service(r));
    html_duration(out, r->language, r->uptime_s);
    buffer_format(out, "</p>\n<p>%s</p>\n<p class=\"small\">", word_of(r, WORD_WITHOUT_STOP));
    counted(out, r, r->errors, WORD_ERROR, WORD_ERRORS);
    buffer_text(out, ", ");
    counted(out, r, r->task_failures, WORD_TASK_FAILED, WORD_TASKS_FAILED);
    buffer_text(out, "</p>\n");
    section_close(out);
}
