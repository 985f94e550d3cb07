/* sheets-worker: makes a Google Sheet behave like a small, honest database of keyed rows.
 * The row service answers the gateway-worker out of the outbox and the image of the sheet; the sync carries
 * the outbox to Google and brings the image back; the token is renewed in the background. Serves at once,
 * whatever Google does. */
#include "array_len.h"
#include "check_sheets.h"
#include "cli.h"
#include "clock.h"
#include "exit_status.h"
#include "fatal.h"
#include "footprint.h"
#include "google.h"
#include "log.h"
#include "loop.h"
#include "reporter.h"
#include "row_service.h"
#include "service_account.h"
#include "settings.h"
#include "sheets_tasks.h"
#include "stores.h"
#include "sync.h"
#include "tasks.h"
#include "token.h"
#include "uplink.h"
#include "worker_start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM        "sheets-worker"
#define LAST_FLUSH_MS  2500
#define REPORT_LATE_MS 1000

static const char HELP[] = "sheets-worker porte les lignes de validation dans Google Sheets.\n"
                           "Il est lancé par le superviseur, jamais à la main : supervisor run\n"
                           "\n"
                           "  --check     vérifie la clé et les réglages de Google sans réseau ; 0 ou 78\n"
                           "  --help      cette aide\n"
                           "  --version   version et commit\n";

struct sheets_worker {
    struct settings settings;
    struct metrics metrics;
    struct condition condition;
    struct service_account account;
    struct loop *loop;
    struct footprint *footprint;
    struct uplink *uplink;
    struct loop_timer *late; /* until the first report, at the latest */
    struct reporter *reporter;
    struct tasks *tasks;
    struct http_client *http; /* NULL from here on when Sheets is off */
    struct token *token;
    struct google *google;
    struct stores stores;
    struct sync *sync;
    struct row_service *row_service;
    struct sheets_tasks background;
    /* Of our predecessor: */
    struct buffer retained;
    int64_t disk_failing_since_ms;
};

/* ---- Between the parts. */

/* A refusal for good is said by the condition, and as long as it stands it is no news. */
static enum task_end token_end(const struct sheets_worker *w)
{
    const char *words;
    switch (token_trouble(w->token, &words)) {
    case TOKEN_GRANTED:
        return TASK_DONE;
    case TOKEN_PERMANENT:
        return w->condition.state == CONDITION_REFUSED ? TASK_SKIPPED : TASK_FAILED;
    case TOKEN_TRANSIENT:
    case TOKEN_CLOCK:
        break;
    }
    return TASK_FAILED;
}

static void token_changed(void *ctx)
{
    struct sheets_worker *w = ctx;
    tasks_ended(w->tasks, TASK_TOKEN, token_end(w), "Google n'accorde pas de jeton");
    if (w->sync)
        sync_poke(w->sync);
}

static void token_exchanged(void *ctx, bool good, uint64_t duration_ms)
{
    struct sheets_worker *w = ctx;
    metrics_add(&w->metrics, METRIC_SHEETS_REQUESTS, 1);
    metrics_observe(&w->metrics, METRIC_SHEETS_DURATION, (double)duration_ms / 1000);
    if (good)
        metrics_set(&w->metrics, METRIC_SHEETS_TOKEN_AT, (double)clock_wall_ms() / 1000);
    metrics_add(&w->metrics, good ? METRIC_SHEETS_TOKENS : METRIC_SHEETS_FAILURES, 1);
}

static void clock_is_off(void *ctx, int64_t skew_s)
{
    struct sheets_worker *w = ctx;
    metrics_set(&w->metrics, METRIC_SHEETS_CLOCK_OFFSET, (double)-skew_s);
    if (skew_s)
        log_event(LOG_WARN, "sheets.clock", LOG_WITH(log_int("offset_s", -skew_s)),
                  "L'horloge de cette machine est décalée ; je compte avec celle de Google. Réglez l'heure "
                  "du système");
    else
        log_event(LOG_NOTICE, "sheets.clock", NULL, "L'horloge de cette machine est de nouveau à l'heure");
}

static void image_arrived(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->row_service)
        row_service_on_image(w->row_service);
}

static void trouble_arose(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->row_service)
        row_service_on_trouble(w->row_service);
}

static void stores_changed(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->sync)
        sync_poke(w->sync);
}

static void request_leaves(void *ctx, const char *text, size_t length)
{
    struct sheets_worker *w = ctx;
    uplink_keep(w->uplink, text, length);
}

/* ---- Start. */

/* The setting without which Sheets is off; SETTINGS: none is missing. */
static enum setting missing_setting(const struct sheets_worker *w)
{
    static const enum setting NEEDED[] = {SETTING_SERVICE_ACCOUNT_JSON, SETTING_GOOGLE_SHEET_ID_VALIDATION};
    for (size_t i = 0; i < ARRAY_LEN(NEEDED); i++)
        if (!settings_has(&w->settings, NEEDED[i]))
            return NEEDED[i];
    return SETTINGS;
}

static void say_off(struct sheets_worker *w, enum setting missing)
{
    char words[OUTCOME_WORDS_SIZE], english[OUTCOME_WORDS_SIZE];
    snprintf(words, sizeof(words), "%s manque. %s", setting_name(missing), setting_repair(missing));
    snprintf(english, sizeof(english), "%s is missing. %s", setting_name(missing),
             setting_repair_english(missing));
    condition_set(&w->condition, CONDITION_OFF, words, english);
}

static void say_key_refused(struct sheets_worker *w)
{
    char words[OUTCOME_WORDS_SIZE], english[OUTCOME_WORDS_SIZE];
    snprintf(words, sizeof(words), "SERVICE_ACCOUNT_JSON : %.370s", w->account.refused);
    snprintf(english, sizeof(english), "SERVICE_ACCOUNT_JSON cannot be used. %s Or create a new key.",
             setting_repair_english(SETTING_SERVICE_ACCOUNT_JSON));
    condition_set(&w->condition, CONDITION_REFUSED, words, english);
}

static bool read_account(struct sheets_worker *w)
{
    bool good = service_account_read(&w->account, settings_text(&w->settings, SETTING_SERVICE_ACCOUNT_JSON),
                                     settings_text(&w->settings, SETTING_GOOGLE_TOKEN_URL));
    for (size_t i = 0; i < w->account.finding_count; i++)
        log_event(LOG_WARN, "sheets.key", NULL, "SERVICE_ACCOUNT_JSON : %s", w->account.findings[i]);
    if (good)
        log_event(LOG_INFO, "sheets.account", LOG_WITH(log_text("account", w->account.client_email)),
                  "Compte de service prêt");
    return good;
}

static void open_google(struct sheets_worker *w)
{
    static const struct token_handlers TOKEN_HANDLERS = {token_changed, token_exchanged, clock_is_off};
    static const struct sync_handlers SYNC_HANDLERS = {image_arrived, trouble_arose, request_leaves};
    const struct http_client_options http = {.user_agent = "Vigie (gzip)",
                                             .extra_ca_file =
                                                 settings_text(&w->settings, SETTING_EXTRA_CA_FILE),
                                             .most_connections = 4};
    w->http = http_client_create(w->loop, &http);
    w->token = token_create(w->loop, w->http, &w->account, &TOKEN_HANDLERS, w);
    const struct google_options google = {w->http, w->token, &w->metrics, w->account.client_email};
    w->google = google_create(&google);
    const struct sync_options sync = {
        .loop = w->loop,
        .google = w->google,
        .token = w->token,
        .journal = w->stores.journal,
        .last_rows = w->stores.last_rows,
        .found = &w->stores.found,
        .metrics = &w->metrics,
        .tasks = w->tasks,
        .condition = &w->condition,
        .base_url = settings_text(&w->settings, SETTING_GOOGLE_SHEETS_URL),
        .spreadsheet_id = settings_text(&w->settings, SETTING_GOOGLE_SHEET_ID_VALIDATION),
        .tab_title = settings_text(&w->settings, SETTING_VALIDATION_SHEET_TITLE),
        .retained = buffer_string(&w->retained),
    };
    w->sync = sync_create(&sync, &SYNC_HANDLERS, w);
}

/* Once it is known what waits; a slow disk does not keep the page without a word. */
static void report(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (!w->reporter)
        w->reporter = reporter_create(w->loop, w->uplink, &w->metrics);
}

/* Questions wait until then; the supervisor hears from us meanwhile. */
static void stores_opened(void *ctx)
{
    struct sheets_worker *w = ctx;
    open_google(w);
    report(w);
    w->background = (struct sheets_tasks){w->tasks, w->token, w->sync, w->stores.journal};
    sheets_tasks_start(&w->background);
    row_service_open(w->row_service, w->sync);
}

static void welcomed(void *ctx)
{
    struct sheets_worker *w = ctx;
    enum setting missing = missing_setting(w);
    if (missing != SETTINGS) {
        say_off(w, missing);
    } else if (!read_account(w)) {
        say_key_refused(w);
    } else {
        w->tasks = tasks_create(w->loop, &w->metrics);
        w->stores = (struct stores){.on_open = stores_opened, .on_change = stores_changed, .ctx = w};
        stores_open(&w->stores, w->loop, &w->settings, &w->metrics, w->disk_failing_since_ms);
    }
    const struct row_service_options service = {w->loop, w->uplink, w->stores.journal, &w->metrics,
                                                &w->condition};
    w->row_service = row_service_create(&service);
    loop_timer_start(w->late, w->stores.journal ? REPORT_LATE_MS : 0);
    uplink_ready(w->uplink);
}

static void retained_arrived(void *ctx, const char *body, size_t length)
{
    struct sheets_worker *w = ctx;
    buffer_clear(&w->retained);
    buffer_append(&w->retained, body, length);
}

static void metrics_kept(void *ctx, const char *body, size_t length)
{
    struct sheets_worker *w = ctx;
    metrics_read(&w->metrics, body, length, true);
    w->disk_failing_since_ms =
        (int64_t)(metrics_kept_value(body, length, METRIC_STATE_FAILING_SHEETS) * 1000 + 0.5);
}

static void frame_arrived(void *ctx, const struct frame *frame)
{
    struct sheets_worker *w = ctx;
    if (w->row_service)
        row_service_take(w->row_service, frame);
}

/* ---- Stop. */

static void saved(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->reporter)
        reporter_send(w->reporter);
    uplink_stopped(w->uplink);
}

/* What left the outbox in the last moments need not be looked for by a successor. */
static void finished(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->stores.journal)
        journal_when_saved(w->stores.journal, saved, w);
    else
        saved(w);
}

/* Puts first: what is accepted now still goes with the last flush. */
static void flush_last(void *ctx)
{
    struct sheets_worker *w = ctx;
    if (w->sync)
        sync_finish(w->sync, LAST_FLUSH_MS, finished, w);
    else
        finished(w);
}

static void stop(void *ctx)
{
    struct sheets_worker *w = ctx;
    tasks_stop(w->tasks);
    if (w->stores.journal)
        journal_when_saved(w->stores.journal, flush_last, w);
    else
        flush_last(w);
}

static void clean_up(struct sheets_worker *w)
{
    if (w->stores.journal)
        stores_close(&w->stores);
    row_service_destroy(&w->row_service);
    loop_timer_destroy(&w->late);
    reporter_destroy(&w->reporter);
    sync_destroy(&w->sync);
    google_destroy(&w->google);
    token_destroy(&w->token);
    tasks_destroy(&w->tasks);
    http_client_destroy(&w->http);
    service_account_free(&w->account);
    uplink_close(&w->uplink);
    footprint_destroy(&w->footprint);
    loop_destroy(&w->loop);
    settings_free(&w->settings);
    buffer_free(&w->retained);
}

int main(int argc, char **argv)
{
    static struct sheets_worker w;
    static const struct uplink_handlers HANDLERS = {.on_kept = retained_arrived,
                                                    .on_metrics_kept = metrics_kept,
                                                    .on_welcome = welcomed,
                                                    .on_frame = frame_arrived,
                                                    .on_stop = stop};
    fatal_init();
    cli_answer_standard(PROGRAM, HELP, argc, argv);
    worker_forbid_dumps();
    worker_load_settings(&w.settings);
    if (argc > 1 && strcmp(argv[1], "--check") == 0 && argc == 2) {
        int status = (int)check_settings(&w.settings);
        settings_free(&w.settings);
        return fflush(stdout) == 0 ? status : EXIT_INTERNAL;
    }
    if (argc > 1)
        cli_usage(PROGRAM, "« %s » n'est pas une option.", argv[1]);
    worker_open_log(WORKER_SHEETS, &w.settings);
    buffer_init(&w.retained, 16384);
    metrics_init(&w.metrics, WORKER_SHEETS);
    condition_init(&w.condition, &w.metrics);
    w.loop = loop_create();
    loop_start_pool(w.loop);
    w.footprint = footprint_create(w.loop);
    w.late = loop_timer_create(w.loop, report, &w);
    w.uplink = uplink_open(w.loop, WORKER_SHEETS, &HANDLERS, &w);
    loop_run(w.loop);
    clean_up(&w);
    return EXIT_NORMAL;
}
