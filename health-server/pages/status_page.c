/* The page for people: one sentence of state first, then what it means and what happens next, then the parts.
 * Rendered whole on the server, so it reads the same without JavaScript; page.js only swaps in the newer
 * parts. Each section has an id: that is what page.js compares and replaces. */
#include "array_len.h"
#include "build_info.h"
#include "checks.h"
#include "html.h"
#include "memory_chart.h"
#include "pages.h"
#include "status_words.h"

#include <inttypes.h>

#define MIB          (1024.0 * 1024.0)
#define EVENTS_SHOWN 12

static void write_state(struct buffer *out, const struct report *r)
{
    const struct status_words *words = status_words(r->status);
    buffer_format(out,
                  "<section id=\"state\" class=\"state is-%s\" role=\"status\" aria-live=\"polite\">\n"
                  "<p class=\"pill\"><span aria-hidden=\"true\">%s</span> %s</p>\n<h1>",
                  health_status_word(r->status), words->symbol, words->word);
    html_text(out, r->rule->sentence);
    buffer_text(out, "</h1>\n<p class=\"meaning\">");
    html_text(out, r->rule->meaning);
    buffer_text(out, "</p>\n<p class=\"next\"><b>Et maintenant ?</b> ");
    html_text(out, r->rule->next);
    if (r->timeline->banned_until_s) {
        buffer_text(out, " Reprise prévue le ");
        html_moment(out, r->timeline->banned_until_s * 1000);
        buffer_char(out, '.');
    }
    buffer_text(out, "</p>\n");
    if (r->snapshot->supervisor.config_error[0]) {
        buffer_text(out, "<p class=\"detail\">");
        html_text(out, r->snapshot->supervisor.config_error);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "<p class=\"since\">Dans cet état depuis le ");
    html_moment(out, r->status_since_ms);
    buffer_text(out, ".</p>\n</section>\n");
}

static void open_tile(struct buffer *out, const char *id, const char *title, enum check check)
{
    static const char *const SYMBOLS[] = {[CHECK_PASS] = "●", [CHECK_WARN] = "▲", [CHECK_FAIL] = "✕"};
    static const char *const WORDS[] = {
        [CHECK_PASS] = "va bien", [CHECK_WARN] = "à surveiller", [CHECK_FAIL] = "en panne"};
    buffer_format(out,
                  "<section id=\"%s\" class=\"tile is-%s\">\n<h2>%s <span class=\"mark\" role=\"img\" "
                  "aria-label=\"%s\">%s</span></h2>\n",
                  id, check_word(check), title, WORDS[check], SYMBOLS[check]);
}

/* Before the first heartbeat was answered nobody knows it: 0 would be a boast. */
static void write_latency(struct buffer *out, const struct report *r)
{
    if (!r->latency_known) {
        buffer_text(out, "connecté</p>\n<p>latence pas encore mesurée</p>\n");
        return;
    }
    html_decimal(out, r->latency_mean_s * 1000, 0);
    buffer_text(out, " ms</p>\n<p>connecté, latence sur 5 min</p>\n");
}

static void write_discord(struct buffer *out, const struct report *r)
{
    open_tile(out, "discord", "Discord", check_gateway(r));
    if (r->connected) {
        buffer_text(out, "<p class=\"figure\">");
        write_latency(out, r);
        buffer_text(out, "<p class=\"small\">");
    } else {
        buffer_text(out, "<p class=\"figure\">absent</p>\n<p>non connecté depuis ");
        html_duration(out, r->lost_ms / 1000);
        buffer_text(out, "</p>\n<p class=\"small\">");
    }
    html_count(out, snapshot_count(r->snapshot, METRIC_GATEWAY_DISCONNECTS), "coupure", "coupures");
    buffer_text(out, ", ");
    html_count(out, snapshot_count(r->snapshot, METRIC_GATEWAY_RESUMES), "reprise", "reprises");
    buffer_text(out, "</p>\n</section>\n");
}

static void write_sheets(struct buffer *out, const struct report *r)
{
    uint64_t waiting = snapshot_count(r->snapshot, METRIC_SHEETS_QUEUE);
    enum check check = check_sheets(r);
    open_tile(out, "sheets", "Google Sheets", check);
    buffer_text(out, "<p class=\"figure\">");
    if (waiting)
        buffer_format(out, "%" PRIu64 " en attente", waiting);
    else
        buffer_text(out, check == CHECK_PASS ? "à jour" : "–");
    buffer_format(out, "</p>\n<p>%s</p>\n<p class=\"small\">", sheets_state_text(r));
    html_count(out, snapshot_count(r->snapshot, METRIC_SHEETS_WRITTEN), "écriture confirmée",
               "écritures confirmées");
    buffer_text(out, "</p>\n</section>\n");
}

/* 0: not known. */
static void write_megabytes(struct buffer *out, uint64_t bytes)
{
    if (!bytes) {
        buffer_text(out, "–");
        return;
    }
    html_decimal(out, (double)bytes / MIB, 1);
    buffer_text(out, " Mo");
}

static void write_memory(struct buffer *out, const struct report *r)
{
    open_tile(out, "memory", "Mémoire", check_memory(r));
    buffer_text(out, "<p class=\"figure\">");
    write_megabytes(out, r->memory_known ? r->memory_bytes : 0);
    buffer_text(out, "</p>\n");
    memory_chart(out, &r->averages->memory_bytes, r->now_ms);
    buffer_text(out, "<p class=\"small\">alerte à ");
    html_decimal(out, (double)r->limits.warn_bytes / MIB, 0);
    buffer_text(out, " Mo</p>\n</section>\n");
}

static void write_service(struct buffer *out, const struct report *r)
{
    open_tile(out, "service", "Service", r->task_failures ? CHECK_WARN : CHECK_PASS);
    buffer_text(out, "<p class=\"figure\">");
    html_duration(out, r->uptime_s);
    buffer_text(out, "</p>\n<p>en marche sans arrêt</p>\n<p class=\"small\">");
    html_count(out, r->errors, "erreur", "erreurs");
    buffer_text(out, ", ");
    html_count(out, r->task_failures, "tâche échouée en 1 h", "tâches échouées en 1 h");
    buffer_text(out, "</p>\n</section>\n");
}

static void write_shard(struct buffer *out, const struct report *r, const struct metric_shard *shard)
{
    enum check check = check_shard(r, shard);
    buffer_format(out, "<li class=\"is-%s\"><b>%u</b> <span class=\"word\">%s</span>", check_word(check),
                  shard->id, shard_state_text(r, shard));
    if (check == CHECK_PASS && shard->values[SHARD_METRIC_LATENCY] > 0) {
        buffer_char(out, ' ');
        html_decimal(out, shard->values[SHARD_METRIC_LATENCY] * 1000, 0);
        buffer_text(out, "\u00a0ms");
    }
    buffer_text(out, "</li>\n");
}

/* One alone is the tile of Discord; its section stays empty, for page.js fills only what is there. */
static void write_shards(struct buffer *out, const struct report *r)
{
    const struct shard_metrics *s = &r->snapshot->programs[WORKER_GATEWAY].values.shards;
    if (s->count < 2) {
        buffer_text(out, "<section id=\"shards\"></section>\n");
        return;
    }
    buffer_text(out, "<section id=\"shards\" class=\"wide\">\n<h2>Shards de Discord</h2>\n<ul>\n");
    for (size_t i = 0; i < s->count; i++)
        write_shard(out, r, &s->shards[i]);
    buffer_text(out, "</ul>\n</section>\n");
}

static void write_worker(struct buffer *out, const struct report *r, enum worker worker)
{
    const struct worker_view *w = &r->snapshot->supervisor.workers[worker];
    buffer_format(out, "<tr class=\"is-%s\"><th scope=\"row\">%s</th><td class=\"word\">%s</td><td>",
                  check_word(check_worker(w)), worker_name(worker), worker_state_text(w));
    if (w->state == WORKER_UP && w->up_since_ms && r->now_ms >= w->up_since_ms)
        html_duration(out, (r->now_ms - w->up_since_ms) / 1000);
    else
        buffer_text(out, "–");
    buffer_format(out, "</td><td>%" PRIu64 "</td><td>", w->restarts);
    write_megabytes(out, snapshot_worker_memory_bytes(r->snapshot, worker));
    buffer_text(out, "</td><td>");
    html_text(out, w->last_exit[0] ? w->last_exit : "–");
    buffer_text(out, "</td></tr>\n");
}

static void write_workers(struct buffer *out, const struct report *r)
{
    buffer_text(
        out,
        "<section id=\"workers\" class=\"wide\">\n<h2>Programmes</h2>\n<div "
        "class=\"scroll\"><table>\n<thead><tr>"
        "<th scope=\"col\">nom</th><th scope=\"col\">état</th><th scope=\"col\">depuis</th>"
        "<th scope=\"col\">redémarrages</th><th scope=\"col\">mémoire</th><th scope=\"col\">dernière fin</th>"
        "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < WORKERS; i++)
        if (r->snapshot->supervisor.workers[i].listed)
            write_worker(out, r, (enum worker)i);
    buffer_text(out, "</tbody>\n</table></div>\n</section>\n");
}

static void write_events(struct buffer *out, const struct report *r)
{
    buffer_text(out, "<section id=\"events\" class=\"wide\">\n<h2>Derniers événements</h2>\n");
    const struct health_event *event = event_ring_at(r->events, 0);
    if (!event)
        buffer_text(out, "<p class=\"small\">Rien à signaler.</p>\n");
    else
        buffer_text(out, "<ol>\n");
    for (size_t back = 0; back < EVENTS_SHOWN && event; event = event_ring_at(r->events, ++back)) {
        buffer_format(out,
                      "<li class=\"is-%s\"><span class=\"at\">%s</span> <span class=\"who\">%s</span> <span>",
                      log_level_name(event->level), event->time, event->program);
        html_text(out, event->message);
        buffer_text(out, "</span></li>\n");
    }
    if (event_ring_at(r->events, 0))
        buffer_text(out, "</ol>\n<p class=\"small\">Heures UTC.</p>\n");
    buffer_text(out, "</section>\n");
}

static void (*const SECTIONS[])(struct buffer *out, const struct report *r) = {
    write_state,   write_discord, write_sheets,  write_memory,
    write_service, write_shards,  write_workers, write_events,
};

size_t page_status_sections(void)
{
    return ARRAY_LEN(SECTIONS);
}

void page_status_section(struct buffer *out, const struct report *r, size_t index)
{
    SECTIONS[index](out, r);
}

void page_status_main(struct buffer *out, const struct report *r)
{
    for (size_t i = 0; i < ARRAY_LEN(SECTIONS); i++)
        page_status_section(out, r, i);
}

void page_status(struct buffer *out, const struct report *r)
{
    buffer_format(
        out,
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Vigie · %s</title>\n"
        "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n"
        "<link rel=\"stylesheet\" href=\"/page.css?v=%s\">\n<script src=\"/page.js?v=%s\" defer></script>\n"
        "<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>\n</head>\n<body>\n",
        status_words(r->status)->word, BUILD_COMMIT, BUILD_COMMIT);
    buffer_format(out,
                  "<header><img src=\"/icon.svg\" alt=\"\" width=\"28\" height=\"28\"><span "
                  "class=\"brand\">Vigie</span>"
                  "%s<span id=\"live\" class=\"live\"></span></header>\n<main id=\"main\">\n",
                  r->snapshot->supervisor.demo ? "<span class=\"demo\">démonstration</span>" : "");
    page_status_main(out, r);
    buffer_format(out,
                  "</main>\n<footer><p>Vigie %s · <a href=\"/health\">état JSON</a> · "
                  "<a href=\"/health/detailed\">rapport</a> · <a href=\"/metrics\">mesures</a> · "
                  "<a href=\"/badge.svg\">badge</a></p></footer>\n</body>\n</html>\n",
                  BUILD_VERSION);
}
