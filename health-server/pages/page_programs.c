/* The programs, their shards and their tasks. On a narrow screen each row becomes a card: every cell bears
 * its column's name. */
#include "page_names.h"
#include "page_sections.h"
#include "task_table.h"

#include <inttypes.h>

#define MIB (1024.0 * 1024.0)

static void write_shard(struct buffer *out, const struct report *r, const struct metric_shard *shard)
{
    enum check check = check_shard(r, shard);
    buffer_format(out, "<li class=\"is-%s\"><b>%u</b> <span class=\"word\">%s</span>", check_word(check),
                  shard->id, shard_state_text(r, shard));
    if (check == CHECK_PASS && shard->values[SHARD_METRIC_LATENCY] > 0) {
        buffer_char(out, ' ');
        html_decimal(out, r->language, shard->values[SHARD_METRIC_LATENCY] * 1000, 0);
        buffer_text(out, "\u00a0ms");
    }
    buffer_text(out, "</li>\n");
}

/* One alone is the tile of Discord. */
void section_shards(struct buffer *out, const struct report *r)
{
    const struct shard_metrics *s = &r->snapshot->programs[WORKER_GATEWAY].values.shards;
    if (s->count < 2) {
        section_empty(out, "shards");
        return;
    }
    section_open(out, r, "shards", WORD_SHARDS);
    buffer_text(out, "<ul class=\"chips\">\n");
    for (size_t i = 0; i < s->count; i++)
        write_shard(out, r, &s->shards[i]);
    buffer_text(out, "</ul>\n");
    section_close(out);
}

static void open_table(struct buffer *out, const struct report *r, const enum page_word *columns,
                       size_t count)
{
    buffer_text(out, "<table>\n<thead><tr>");
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "<th scope=\"col\">%s</th>", word_of(r, columns[i]));
    buffer_text(out, "</tr></thead>\n<tbody>\n");
}

static void open_cell(struct buffer *out, const struct report *r, enum page_word column)
{
    buffer_format(out, "<td data-label=\"%s\">", word_of(r, column));
}

/* 0: not known. */
static void write_megabytes(struct buffer *out, const struct report *r, uint64_t bytes)
{
    if (!bytes) {
        buffer_text(out, "–");
        return;
    }
    html_decimal(out, r->language, (double)bytes / MIB, 1);
    buffer_format(out, "\u00a0%s", word_of(r, WORD_MB));
}

static void write_worker(struct buffer *out, const struct report *r, enum worker worker)
{
    const struct worker_view *w = &r->snapshot->supervisor.workers[worker];
    buffer_format(out, "<tr class=\"is-%s\"><th scope=\"row\">%s</th>", check_word(check_worker(w)),
                  worker_name(worker));
    open_cell(out, r, WORD_COL_STATE);
    buffer_text(out, "<span>");
    section_mark(out, r, check_worker(w));
    buffer_format(out, " <span class=\"word\">%s</span></span></td>", word_of(r, worker_state_word(w)));
    open_cell(out, r, WORD_COL_SINCE);
    if (w->state == WORKER_UP && w->up_since_ms && r->now_ms >= w->up_since_ms)
        html_duration(out, r->language, (r->now_ms - w->up_since_ms) / 1000);
    else
        buffer_text(out, "–");
    buffer_text(out, "</td>");
    open_cell(out, r, WORD_COL_RESTARTS);
    buffer_format(out, "%" PRIu64 "</td>", w->restarts);
    open_cell(out, r, WORD_COL_MEMORY);
    write_megabytes(out, r, snapshot_worker_memory_bytes(r->snapshot, worker));
    buffer_text(out, "</td>");
    open_cell(out, r, WORD_COL_LAST_EXIT);
    html_text(out, w->last_exit[0] ? w->last_exit : "–");
    buffer_text(out, "</td></tr>\n");
}

void section_programs(struct buffer *out, const struct report *r)
{
    static const enum page_word COLUMNS[] = {WORD_COL_NAME,     WORD_COL_STATE,  WORD_COL_SINCE,
                                             WORD_COL_RESTARTS, WORD_COL_MEMORY, WORD_COL_LAST_EXIT};
    section_open(out, r, "workers", WORD_PROGRAMS);
    open_table(out, r, COLUMNS, sizeof(COLUMNS) / sizeof(COLUMNS[0]));
    for (int i = 0; i < WORKERS; i++)
        if (r->snapshot->supervisor.workers[i].listed)
            write_worker(out, r, (enum worker)i);
    buffer_text(out, "</tbody>\n</table>\n");
    section_close(out);
}

/* A success dates from the present instance of its worker; failures go on across restarts. */
static void write_task(struct buffer *out, const struct report *r, const struct task_row *task)
{
    const struct metrics *m = &r->snapshot->programs[task->worker].values;
    int64_t succeeded_ms = (int64_t)(metrics_get(m, task->success) * 1000);
    buffer_text(out, "<tr><th scope=\"row\">");
    html_text(out, page_name(r->language, task->name));
    buffer_text(out, "</th>");
    open_cell(out, r, WORD_COL_LAST_SUCCESS);
    if (succeeded_ms > 0)
        html_moment(out, r->language, succeeded_ms);
    else
        buffer_text(out, word_of(r, WORD_NEVER_YET));
    buffer_text(out, "</td>");
    open_cell(out, r, WORD_COL_FAILURES);
    buffer_format(out, "%.0f</td></tr>\n", metrics_get(m, task->failures));
}

void section_tasks(struct buffer *out, const struct report *r)
{
    static const enum page_word COLUMNS[] = {WORD_COL_TASK, WORD_COL_LAST_SUCCESS, WORD_COL_FAILURES};
    section_open(out, r, "tasks", WORD_TASKS);
    open_table(out, r, COLUMNS, sizeof(COLUMNS) / sizeof(COLUMNS[0]));
    for (int i = 0; i < TASKS; i++)
        if (snapshot_heard(r->snapshot, task_row((enum task_id)i)->worker))
            write_task(out, r, task_row((enum task_id)i));
    buffer_text(out, "</tbody>\n</table>\n");
    section_close(out);
}
