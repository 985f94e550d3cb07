/* What the parts of the worker tell: kept, counted and handed on. */
#include "array_len.h"
#include "clock.h"
#include "handover.h"
#include "loop.h"
#include "program_parts.h"

#include "reporter.h"
#include "rest_report.h"
#include "state_file.h"
#include "uplink.h"

/* To the supervisor and to the disk, the same text. What has begun is on its way there at once: a press that
 * Discord has the acknowledgement of is in the record, or else the sequence beside it is older than the
 * press. */
void program_keep_now(void *ctx)
{
    struct program *p = ctx;
    uint64_t begun = bot_pending_begun(p->bot);
    loop_timer_stop(p->keep_timer);
    buffer_clear(&p->handover_text);
    size_t left_out =
        handover_write(&p->handover, &p->handover_text, p->gateway, p->rest, p->bot, clock_wall_ms());
    metrics_set(&p->metrics, METRIC_OPERATIONS_UNRECORDED, (double)left_out);
    if (p->handover_text.failed)
        return;
    uplink_keep(p->uplink, p->handover_text.data, p->handover_text.length);
    state_file_put(p->session_file, p->handover_text.data, p->handover_text.length);
    if (begun != p->recorded)
        state_file_hurry(p->session_file);
    p->recorded = begun;
}

void program_state_files_changed(void *ctx)
{
    struct program *p = ctx;
    const struct state_file *const files[] = {p->session_file, p->limits_file, p->commands_file};
    int64_t since_ms = 0;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        int64_t failing_ms = state_file_failing_since_ms(files[i]);
        if (failing_ms && (!since_ms || failing_ms < since_ms))
            since_ms = failing_ms;
    }
    metrics_set(&p->metrics, METRIC_STATE_FAILING_GATEWAY, (double)since_ms / 1000);
}

void program_keep(void *ctx)
{
    struct program *p = ctx;
    if (!p->taking_over && !loop_timer_active(p->keep_timer))
        loop_timer_start(p->keep_timer, 0);
}

/* What holds for all requests, for the day when the supervisor ends too. */
static void keep_limits(struct program *p)
{
    struct buffer text;
    program_keep(p);
    if (p->taking_over)
        return;
    buffer_init(&text, HANDOVER_LIMITS_MOST);
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

static void rest_answer(void *ctx, uint64_t duration_ms)
{
    struct program *p = ctx;
    rest_report_answer(&p->metrics, duration_ms);
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

const struct rest_handlers PROGRAM_REST_EVENTS = {rest_event, rest_answer, rest_ban, rest_unauthorised,
                                                  rest_paused};

/* ---- The Gateway's events. */

static bool gateway_wants(void *ctx, const char *type, size_t length)
{
    (void)ctx;
    return bot_wants(type, length);
}

bool program_screens(void *ctx, const char *type, size_t type_length, const char *data, size_t length)
{
    struct program *p = ctx;
    return bot_prefilter(p->bot, type, type_length, data, length);
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
    gateway_wants, gateway_dispatch, gateway_ready, program_keep_now, gateway_fatal, gateway_ban,
};
