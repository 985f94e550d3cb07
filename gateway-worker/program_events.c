/* What the parts of the worker tell: kept, counted and handed on. */
#include "clock.h"
#include "handover.h"
#include "loop.h"
#include "program_parts.h"

#define LIMITS_MOST 2048
#include "reporter.h"
#include "rest_report.h"
#include "state_file.h"
#include "uplink.h"

/* To the supervisor, at every change: a kill may come at any instant. */
void program_keep(void *ctx)
{
    struct program *p = ctx;
    struct buffer body;
    if (p->taking_over)
        return;
    buffer_init(&body, HANDOVER_MOST);
    handover_write(&body, buffer_string(&p->session), p->rest, p->bot, clock_wall_ms());
    if (!body.failed)
        uplink_keep(p->uplink, body.data, body.length);
    buffer_free(&body);
}

/* What holds for all requests, for the day when the supervisor ends too. */
static void keep_limits(struct program *p)
{
    struct buffer text;
    program_keep(p);
    if (p->taking_over)
        return;
    buffer_init(&text, LIMITS_MOST);
    struct json_writer w = json_writer(&text);
    rest_write(p->rest, &w, clock_wall_ms());
    if (!text.failed)
        state_file_put(p->limits_file, text.data, text.length);
    buffer_free(&text);
}

/* ---- REST's events. */

static void rest_event(void *ctx, enum rest_event event)
{
    struct program *p = ctx;
    rest_report_event(&p->metrics, event);
    if (event == REST_EVENT_INVALID)
        keep_limits(p);
}

static void rest_ban(void *ctx, uint64_t until_ms)
{
    struct program *p = ctx;
    int64_t in_ms = (int64_t)(until_ms - loop_now_ms(p->loop));
    ip_block_told(&p->ip_block, IP_BLOCK_REST, until_ms ? clock_wall_ms() + in_ms : 0);
    reporter_send(p->reporter);
    keep_limits(p);
}

static void rest_unauthorised(void *ctx)
{
    struct program *p = ctx;
    rest_report_unauthorised(&p->metrics);
    reporter_send(p->reporter);
    keep_limits(p);
}

static void rest_paused(void *ctx, uint64_t until_ms)
{
    struct program *p = ctx;
    rest_report_pause(p->loop, until_ms);
}

const struct rest_handlers PROGRAM_REST_EVENTS = {rest_event, rest_ban, rest_unauthorised, rest_paused};

/* ---- The Gateway's events. */

static bool gateway_wants(void *ctx, const char *type, size_t length)
{
    (void)ctx;
    return bot_wants(type, length);
}

bool program_screens(void *ctx, const char *type, size_t type_length, const char *data, size_t length)
{
    struct program *p = ctx;
    return bot_screens(p->bot, type, type_length, data, length);
}

static void gateway_dispatch(void *ctx, uint16_t shard, const char *type, const struct json_value *data,
                             bool replayed)
{
    struct program *p = ctx;
    (void)shard; /* what the bot does concerns a guild, and that has one shard */
    bot_dispatch(p->bot, type, data, replayed);
}

static void gateway_ready(void *ctx, uint16_t shard, const struct json_value *data, int64_t away_since_ms)
{
    struct program *p = ctx;
    (void)shard;
    bot_ready(p->bot, data, away_since_ms);
    reporter_send(p->reporter); /* /ready and /health wait for this */
}

static void gateway_session(void *ctx, const char *body, size_t length)
{
    struct program *p = ctx;
    buffer_clear(&p->session);
    buffer_append(&p->session, body, length);
    program_keep(p);
    state_file_put(p->session_file, body, length);
}

static void gateway_fatal(void *ctx, int close_code, const char *repair)
{
    struct program *p = ctx;
    (void)close_code; /* gateway_report logged it */
    (void)repair;
    reporter_send(p->reporter);
}

static void gateway_ban(void *ctx, int64_t until_wall_ms)
{
    struct program *p = ctx;
    if (!until_wall_ms && !p->ip_block.until_ms[IP_BLOCK_GATEWAY])
        return; /* as ever */
    ip_block_told(&p->ip_block, IP_BLOCK_GATEWAY, until_wall_ms);
    reporter_send(p->reporter);
}

const struct gateway_handlers PROGRAM_GATEWAY_EVENTS = {
    gateway_wants, gateway_dispatch, gateway_ready, gateway_session, gateway_fatal, gateway_ban,
};
