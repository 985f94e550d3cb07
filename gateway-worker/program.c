/* The parts, the supervisor's words, the end. */
#include "program.h"

#include "allocate.h"
#include "array_len.h"
#include "build_info.h"
#include "clock.h"
#include "disk_queue.h"
#include "gateway_setup.h"
#include "handover.h"
#include "http_client.h"
#include "log.h"
#include "loop.h"
#include "program_parts.h"
#include "reporter.h"
#include "session.h"
#include "settings.h"
#include "state_file.h"
#include "uplink.h"

#include <stdio.h>
#include <stdlib.h>

#define FINISH_MS        3000
#define SAVE_MS          2000
#define MOST_CONNECTIONS 16 /* twice REST_UNDER_WAY_MOST: interaction callbacks always find one */

/* ---- The supervisor's words. */

static void kept(void *ctx, const char *body, size_t length)
{
    struct program *p = ctx;
    buffer_clear(&p->kept);
    buffer_append(&p->kept, body, length);
}

static void metrics_kept(void *ctx, const char *body, size_t length)
{
    struct program *p = ctx;
    metrics_read(&p->metrics, body, length, true);
    state_file_suspect(
        p->session_file,
        (int64_t)(metrics_kept_value(body, length, METRIC_STATE_FAILING_GATEWAY) * 1000 + 0.5));
    program_state_files_changed(p);
}

static void create_parts(struct program *p)
{
    const struct settings *s = p->settings;
    char user_agent[128];
    /* The form that Discord asks for (facts T3): DiscordBot (url, version). */
    snprintf(user_agent, sizeof(user_agent), "DiscordBot (https://github.com/vigie-bot/vigie, %s)",
             BUILD_VERSION);
    p->reporter = reporter_create(p->loop, p->uplink, &p->metrics);
    p->http = http_client_create(p->loop, &(struct http_client_options){
                                              .user_agent = user_agent,
                                              .extra_ca_file = settings_text(s, SETTING_EXTRA_CA_FILE),
                                              .most_connections = MOST_CONNECTIONS,
                                          });
    p->rest = rest_create(p->loop, p->http,
                          &(struct rest_options){
                              .api_url = settings_text(s, SETTING_DISCORD_API_URL),
                              .token = settings_text(s, SETTING_DISCORD_TOKEN),
                              .bot = session_bot(settings_text(s, SETTING_DISCORD_TOKEN)),
                          },
                          &PROGRAM_REST_EVENTS, p);
    p->bot = bot_create(p->loop, p->uplink, p->rest, &p->metrics, p->reporter,
                        &(struct bot_options){
                            .ticket_prefix = settings_text(s, SETTING_VALIDATION_CHANNEL_PREFIX),
                            .api_url = settings_text(s, SETTING_DISCORD_API_URL),
                            .commands_file = p->commands_file,
                            .on_pending = program_keep,
                            .on_pending_ctx = p,
                            .role_id = settings_snowflake(s, SETTING_VALIDATION_ROLE_ID),
                        });
}

/* NULL: there is none, or it cannot be read, which is as if there were none. */
static struct json_value *parsed(const struct buffer *text)
{
    struct json_value *document = NULL;
    if (text->length)
        (void)json_parse(text->data, text->length, &document);
    return document;
}

static struct json_value *parsed_file(struct state_file *file)
{
    struct json_value *document = parsed(state_file_earlier(file));
    if (state_file_earlier(file)->length && !json_is_object(document)) {
        state_file_garbled(file);
        json_destroy(&document);
    }
    return document;
}

/* From the supervisor, or, when that is new too, from the disk. */
static void take_over(struct program *p)
{
    struct json_value *kept = parsed(&p->kept);
    struct json_value *on_disk = kept ? NULL : parsed_file(p->session_file);
    struct json_value *limits = kept ? NULL : parsed_file(p->limits_file);
    p->taking_over = true;
    handover_restore(&p->handover, kept ? kept : on_disk);
    rest_restore(p->rest, kept ? handover_rest(kept) : limits, clock_wall_ms());
    bot_restore(p->bot, kept ? kept : on_disk);
    p->taking_over = false;
    program_keep_now(p);
    json_destroy(&kept);
    json_destroy(&on_disk);
    json_destroy(&limits);
}

static void connect_gateway(void *ctx)
{
    struct program *p = ctx;
    p->gateway = gateway_setup(p->loop, p->settings, &p->discovery, bot_intents(), &p->metrics,
                               &PROGRAM_GATEWAY_EVENTS, p);
    gateway_screen(p->gateway, program_screens);
    gateway_restore(p->gateway, buffer_string(&p->handover.session), p->handover.session.length);
    gateway_start(p->gateway);
}

static void find_gateway(struct program *p)
{
    gateway_discovery(p->settings, buffer_string(&p->handover.session), p->handover.session.length,
                      &p->discovery);
    if (p->discovery.is_asked)
        discovery_ask(&p->discovery, p->rest, connect_gateway, p);
    else
        connect_gateway(p);
}

static void welcome(void *ctx)
{
    struct program *p = ctx;
    create_parts(p);
    take_over(p);
    bot_start(p->bot);
    find_gateway(p);
    uplink_ready(p->uplink); /* whether Discord answers is a number, not a reason to restart */
}

static void frame_came(void *ctx, const struct frame *frame)
{
    struct program *p = ctx;
    if (frame->type == MESSAGE_MEMORY && p->bot)
        bot_memory(p->bot, frame->body, frame->length);
    else if (frame->type == MESSAGE_ROW_FOLDED && p->bot)
        bot_row_folded(p->bot);
}

static void peer(void *ctx, enum worker worker, bool up)
{
    struct program *p = ctx;
    if (worker == WORKER_SHEETS && up && p->bot)
        bot_sheets_up(p->bot);
}

/* ---- The end: leave the Gateway resumably and finish what was begun, both within 3 s; then 2 s for the
 * disk. What is not on disk by then is older there, and the supervisor ends a process that a write holds up. */

static void stop_now(void *ctx)
{
    struct program *p = ctx;
    if (p->stopped)
        return;
    p->stopped = true;
    if (p->bot && loop_timer_active(p->keep_timer))
        program_keep_now(p);
    if (p->reporter)
        reporter_send(p->reporter);
    uplink_stopped(p->uplink);
}

static void save(struct program *p)
{
    if (p->saving)
        return;
    p->saving = true;
    if (p->bot)
        program_keep_now(p);
    loop_timer_start(p->stop_deadline, SAVE_MS);
    state_file_hurry(p->session_file);
    state_file_hurry(p->limits_file);
    state_file_hurry(p->commands_file);
    disk_queue_when_idle(p->disk, stop_now, p);
}

static void left(void *ctx)
{
    struct program *p = ctx;
    p->left = true;
    if (p->finished)
        save(p);
}

static void finished(void *ctx)
{
    struct program *p = ctx;
    p->finished = true;
    if (p->left)
        save(p);
}

static void stop_overdue(void *ctx)
{
    struct program *p = ctx;
    if (p->saving) {
        log_event(LOG_WARN, "state.unsaved", LOG_WITH(log_int("ms", (int64_t)disk_queue_running_ms(p->disk))),
                  "Arrêt sans attendre le disque : STATE_DIR garde un état plus ancien");
        stop_now(p);
        return;
    }
    log_event(LOG_WARN, "worker.unfinished", NULL, "Arrêt sans attendre les dernières réponses de Discord");
    save(p);
}

static void stop(void *ctx)
{
    struct program *p = ctx;
    if (!p->gateway) {
        save(p);
        return;
    }
    loop_timer_start(p->stop_deadline, FINISH_MS);
    gateway_leave(p->gateway, left, p);
    bot_finish(p->bot, finished, p);
}

/* ---- Life. */

static void open_state_files(struct program *p)
{
    const char *folder = settings_text(p->settings, SETTING_STATE_DIR);
    p->disk = disk_queue_create(p->loop);
    p->session_file = state_file_create(p->loop, p->disk, folder, "session.json", "la session");
    p->limits_file =
        state_file_create(p->loop, p->disk, folder, "limits.json", "ce que Discord interdit pour l'instant");
    p->commands_file =
        state_file_create(p->loop, p->disk, folder, "commands.json", "la liste des commandes enregistrées");
    struct state_file *const files[] = {p->session_file, p->limits_file, p->commands_file};
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        state_file_watch(files[i], program_state_files_changed, p);
}

struct program *program_create(struct loop *loop, const struct settings *settings)
{
    static const struct uplink_handlers UPLINK = {
        .on_kept = kept,
        .on_metrics_kept = metrics_kept,
        .on_welcome = welcome,
        .on_frame = frame_came,
        .on_peer = peer,
        .on_stop = stop,
    };
    struct program *p = allocate(1, sizeof(*p));
    p->loop = loop;
    p->settings = settings;
    p->ip_block.metrics = &p->metrics;
    buffer_init(&p->kept, HANDOVER_MOST);
    buffer_init(&p->handover_text, HANDOVER_MOST);
    handover_init(&p->handover);
    p->keep_timer = loop_timer_create(loop, program_keep_now, p);
    metrics_init(&p->metrics, WORKER_GATEWAY);
    p->uplink = uplink_open(loop, WORKER_GATEWAY, &UPLINK, p);
    open_state_files(p);
    p->stop_deadline = loop_timer_create(loop, stop_overdue, p);
    return p;
}

void program_destroy(struct program **program)
{
    struct program *p = *program;
    if (!p)
        return;
    gateway_destroy(&p->gateway);
    rest_destroy(&p->rest);
    bot_destroy(&p->bot);
    http_client_destroy(&p->http);
    reporter_destroy(&p->reporter);
    disk_queue_destroy(&p->disk);
    state_file_destroy(&p->session_file);
    state_file_destroy(&p->limits_file);
    state_file_destroy(&p->commands_file);
    loop_timer_destroy(&p->stop_deadline);
    loop_timer_destroy(&p->keep_timer);
    uplink_close(&p->uplink);
    buffer_free(&p->kept);
    buffer_free(&p->handover_text);
    handover_free(&p->handover);
    free(p);
    *program = NULL;
}
