/* gateway-worker: the Discord side of Vigie. Brings the parts together and hands events from one to the next;
 * the connection is gateway.c's, the requests are rest/'s, what the bot does is bot/'s. */
#include "bot.h"
#include "build_info.h"
#include "check.h"
#include "cli.h"
#include "exit_status.h"
#include "gateway.h"
#include "gateway_setup.h"
#include "handover.h"
#include "http_client.h"
#include "log.h"
#include "loop.h"
#include "reporter.h"
#include "rest_report.h"
#include "session_file.h"
#include "settings.h"
#include "uplink.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define FINISH_MS        3000
#define MOST_CONNECTIONS 16 /* twice REST_UNDER_WAY_MOST: interaction callbacks always find one */

extern char **environ;

static const char HELP[] = "usage : gateway-worker [--check | --help | --version]\n"
                           "Connexion à Discord. Lancé par supervisor, pas à la main.\n"
                           "  --check   vérifie les réglages sans réseau ; statut 0 ou 78\n";

struct program {
    struct loop *loop;
    struct settings settings;
    struct metrics metrics;
    struct uplink *uplink;
    struct http_client *http;
    struct rest *rest;
    struct bot *bot;
    struct gateway *gateway; /* NULL until it is known where to connect */
    struct discovery discovery;
    struct reporter *reporter;
    struct session_file *session_file;
    struct buffer kept;    /* the predecessor's handover */
    struct buffer session; /* as the Gateway reported it last */
    struct loop_timer *finish_deadline;
    bool taking_over; /* what is kept is whole as it stands: nothing may replace it yet */
    bool left, finished, stopped;
};

/* To the supervisor, at every change: a kill may come at any instant. */
static void keep(void *ctx)
{
    struct program *p = ctx;
    struct buffer body;
    if (p->taking_over)
        return;
    buffer_init(&body, HANDOVER_MOST);
    handover_write(&body, buffer_string(&p->session), p->rest, p->bot);
    if (!body.failed)
        uplink_keep(p->uplink, body.data, body.length);
    buffer_free(&body);
}

/* ---- REST's events. */

static void rest_event(void *ctx, enum rest_event event)
{
    struct program *p = ctx;
    rest_report_event(&p->metrics, event);
    if (event == REST_EVENT_INVALID)
        keep(p);
}

static void rest_ban(void *ctx, uint64_t until_ms)
{
    struct program *p = ctx;
    rest_report_ban(&p->metrics, p->loop, until_ms);
    keep(p);
}

static void rest_unauthorised(void *ctx)
{
    struct program *p = ctx;
    rest_report_unauthorised(&p->metrics);
    reporter_send(p->reporter);
}

static void rest_paused(void *ctx, uint64_t until_ms)
{
    struct program *p = ctx;
    rest_report_pause(p->loop, until_ms);
}

/* ---- The Gateway's events. */

static bool gateway_wants(void *ctx, const char *type, size_t length)
{
    (void)ctx;
    return bot_wants(type, length);
}

static bool gateway_screens(void *ctx, const char *type, size_t type_length, const char *data, size_t length)
{
    (void)ctx;
    return bot_screens(type, type_length, data, length);
}

static void gateway_dispatch(void *ctx, uint16_t shard, const char *type, const struct json_value *data)
{
    struct program *p = ctx;
    (void)shard; /* what the bot does concerns a guild, and that has one shard */
    bot_dispatch(p->bot, type, data);
}

static void gateway_ready(void *ctx, uint16_t shard, const struct json_value *data)
{
    struct program *p = ctx;
    (void)shard;
    bot_ready(p->bot, data);
    reporter_send(p->reporter); /* /ready and /health wait for this */
}

static void gateway_session(void *ctx, const char *body, size_t length)
{
    struct program *p = ctx;
    buffer_clear(&p->session);
    buffer_append(&p->session, body, length);
    keep(p);
    session_file_put(p->session_file, body, length);
}

static void gateway_fatal(void *ctx, int close_code, const char *repair)
{
    struct program *p = ctx;
    (void)close_code; /* gateway_report logged it */
    (void)repair;
    reporter_send(p->reporter);
}

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
}

static void create_parts(struct program *p)
{
    static const struct rest_handlers REST = {rest_event, rest_ban, rest_unauthorised, rest_paused};
    const struct settings *s = &p->settings;
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
                          },
                          &REST, p);
    p->bot = bot_create(p->loop, p->uplink, p->rest, &p->metrics, p->reporter,
                        &(struct bot_options){
                            .ticket_prefix = settings_text(s, SETTING_VALIDATION_CHANNEL_PREFIX),
                            .state_dir = settings_text(s, SETTING_STATE_DIR),
                            .api_url = settings_text(s, SETTING_DISCORD_API_URL),
                            .on_pending = keep,
                            .on_pending_ctx = p,
                            .role_id = settings_snowflake(s, SETTING_VALIDATION_ROLE_ID),
                        });
}

/* From the supervisor, or, when that is new too, from the disk. */
static void take_over(struct program *p)
{
    struct json_value *kept = NULL;
    if (p->kept.length)
        (void)json_parse(p->kept.data, p->kept.length, &kept); /* unreadable: as if there were none */
    buffer_text(&p->session, handover_session(kept));
    if (p->session.length == 0)
        session_file_read(p->session_file, &p->session);
    p->taking_over = true;
    rest_restore(p->rest, handover_rest(kept));
    bot_restore(p->bot, kept);
    p->taking_over = false;
    keep(p);
    json_destroy(&kept);
}

static void connect_gateway(void *ctx)
{
    static const struct gateway_handlers HANDLERS = {gateway_wants, gateway_dispatch, gateway_ready,
                                                     gateway_session, gateway_fatal};
    struct program *p = ctx;
    p->gateway =
        gateway_setup(p->loop, &p->settings, &p->discovery, bot_intents(), &p->metrics, &HANDLERS, p);
    gateway_screen(p->gateway, gateway_screens);
    gateway_restore(p->gateway, buffer_string(&p->session), p->session.length);
    gateway_start(p->gateway);
}

static void find_gateway(struct program *p)
{
    gateway_discovery(&p->settings, buffer_string(&p->session), p->session.length, &p->discovery);
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
}

static void peer(void *ctx, enum worker worker, bool up)
{
    struct program *p = ctx;
    if (worker == WORKER_SHEETS && up && p->bot)
        bot_sheets_up(p->bot);
}

/* ---- The end: leave the Gateway resumably, finish what was begun, both within 3 s. */

static void stop_now(struct program *p)
{
    if (p->stopped)
        return;
    p->stopped = true;
    if (p->reporter)
        reporter_send(p->reporter);
    uplink_stopped(p->uplink);
}

static void left(void *ctx)
{
    struct program *p = ctx;
    p->left = true;
    if (p->finished)
        stop_now(p);
}

static void finished(void *ctx)
{
    struct program *p = ctx;
    p->finished = true;
    if (p->left)
        stop_now(p);
}

static void finish_overdue(void *ctx)
{
    log_event(LOG_WARN, "worker.unfinished", NULL, "Arrêt sans attendre les dernières réponses de Discord");
    stop_now(ctx);
}

static void stop(void *ctx)
{
    struct program *p = ctx;
    if (!p->gateway) {
        stop_now(p);
        return;
    }
    loop_timer_start(p->finish_deadline, FINISH_MS);
    gateway_leave(p->gateway, left, p);
    bot_finish(p->bot, finished, p);
}

static void destroy_parts(struct program *p)
{
    gateway_destroy(&p->gateway);
    rest_destroy(&p->rest);
    bot_destroy(&p->bot);
    http_client_destroy(&p->http);
    reporter_destroy(&p->reporter);
    session_file_destroy(&p->session_file);
    loop_timer_destroy(&p->finish_deadline);
    uplink_close(&p->uplink);
    buffer_free(&p->kept);
    buffer_free(&p->session);
    settings_free(&p->settings);
}

/* ---- The beginning. */

static void open_log(const struct settings *settings)
{
    struct log_options options = {
        .program = worker_name(WORKER_GATEWAY), .level = LOG_INFO, .lead_priority = true};
    (void)log_level_named(settings_text(settings, SETTING_LOG_LEVEL), &options.level); /* malformed: info */
    options.format = strcmp(settings_text(settings, SETTING_LOG_FORMAT), "json") == 0 ? LOG_JSON : LOG_TEXT;
    log_open(&options);
    log_hide(settings_text(settings, SETTING_DISCORD_TOKEN));
}

/* Nobody reads the token out of our memory. LeakSanitizer has to. */
static void close_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

static int run(struct program *p)
{
    static const struct uplink_handlers UPLINK = {
        .on_kept = kept,
        .on_metrics_kept = metrics_kept,
        .on_welcome = welcome,
        .on_frame = frame_came,
        .on_peer = peer,
        .on_stop = stop,
    };
    open_log(&p->settings);
    buffer_init(&p->kept, HANDOVER_MOST);
    buffer_init(&p->session, HANDOVER_MOST);
    metrics_init(&p->metrics, WORKER_GATEWAY);
    p->loop = loop_create();
    p->uplink = uplink_open(p->loop, WORKER_GATEWAY, &UPLINK, p);
    p->session_file = session_file_create(p->loop, settings_text(&p->settings, SETTING_STATE_DIR));
    p->finish_deadline = loop_timer_create(p->loop, finish_overdue, p);
    loop_run(p->loop);
    destroy_parts(p);
    loop_destroy(&p->loop);
    return EXIT_NORMAL;
}

int main(int argc, char **argv)
{
    cli_answer_standard(worker_name(WORKER_GATEWAY), HELP, argc, argv);
    bool check = argc == 2 && strcmp(argv[1], "--check") == 0;
    if (argc > 1 && !check)
        cli_usage(worker_name(WORKER_GATEWAY), "argument inconnu : %s.", argv[1]);
    close_memory();
    struct program program = {.left = false};
    bool secrets = fcntl(WORKER_FD_SECRETS, F_GETFD) >= 0;
    struct err e = settings_load_worker(&program.settings, environ, secrets ? WORKER_FD_SECRETS : -1);
    if (err_is(e))
        fprintf(stderr, "gateway-worker : les secrets ne peuvent pas être lus.\n");
    int status = EXIT_CONFIGURATION;
    if (check) {
        status = check_settings(&program.settings, stdout);
        settings_free(&program.settings);
    } else if (!settings_text(&program.settings, SETTING_DISCORD_TOKEN)) {
        (void)check_settings(&program.settings, stderr);
        settings_free(&program.settings);
    } else {
        status = run(&program);
    }
    return status;
}
