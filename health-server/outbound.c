/* One call of main's, one call of each part. */
#include "outbound.h"

#include "alerts.h"
#include "allocate.h"
#include "build_info.h"
#include "free_hours.h"
#include "http_client.h"
#include "json_value.h"
#include "loop.h"
#include "push.h"
#include "self_ping.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SELF_PING_DEFAULT_S 600
#define KEPT_MAX            512 /* what self-ping keeps */

struct outbound {
    struct alerts *alerts;
    struct http_client *http; /* of the others; alerts have their own */
    struct self_ping *self_ping;
    struct push *push;
    bool on_render;
    const struct alerts_view *alerts_view;
    struct outreach_view outreach_view;
};

static struct http_client *open_client(struct loop *loop, const struct settings *settings)
{
    char user_agent[64];
    snprintf(user_agent, sizeof(user_agent), "Vigie/%s", BUILD_VERSION);
    const struct http_client_options options = {.user_agent = user_agent,
                                                .extra_ca_file =
                                                    settings_text(settings, SETTING_EXTRA_CA_FILE),
                                                .most_connections = 2};
    return http_client_create(loop, &options);
}

static void open_outreach(struct outbound *o, struct loop *loop, const struct settings *settings,
                          struct metrics *metrics)
{
    const char *url = settings_text(settings, SETTING_RENDER_EXTERNAL_URL);
    bool chosen = settings_has(settings, SETTING_SELF_PING_INTERVAL_S);
    o->on_render = settings_on_render(settings);
    const struct self_ping_options ping = {
        .url = url,
        .interval_s = chosen ? (unsigned)settings_int(settings, SETTING_SELF_PING_INTERVAL_S)
                      : url  ? SELF_PING_DEFAULT_S
                             : 0,
        .public_only = o->on_render,
    };
    o->http = open_client(loop, settings);
    o->self_ping = self_ping_create(loop, o->http, &ping, metrics);
    o->push = push_create(loop, o->http, settings_text(settings, SETTING_PUSH_HEARTBEAT_URL), metrics);
}

struct outbound *outbound_create(struct loop *loop, const struct settings *settings, struct metrics *metrics,
                                 void (*on_changed)(void *ctx), void *ctx)
{
    const struct alerts_handlers handlers = {on_changed, ctx};
    struct outbound *o = allocate(1, sizeof(*o));
    o->alerts = alerts_create(loop, settings, metrics, &handlers);
    open_outreach(o, loop, settings, metrics);
    return o;
}

/* The line at *at, whose end it is moved past; false: there is none. */
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_length)
{
    if (*at >= end)
        return false;
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    *ret_line = *at;
    *ret_length = (size_t)((newline ? newline : end) - *at);
    *at = newline ? newline + 1 : end;
    return true;
}

static void restore_self_ping(struct outbound *o, const char *line, size_t length)
{
    struct json_value *json = NULL;
    (void)json_parse(line, length, &json); /* malformed: nothing was kept */
    self_ping_read(o->self_ping, json);
    json_destroy(&json);
}

void outbound_restore(struct outbound *o, const char *body, size_t length)
{
    const char *at = body, *line;
    size_t line_length;
    if (!next_line(&at, body + length, &line, &line_length)) /* not ours */
        return;
    if (next_line(&at, body + length, &line, &line_length))
        restore_self_ping(o, line, line_length);
    if (next_line(&at, body + length, &line, &line_length))
        alerts_restore(o->alerts, line, line_length);
}

void outbound_keep(struct outbound *o, struct buffer *body)
{
    if (body->failed || body->length + KEPT_MAX >= body->cap)
        return;
    struct json_writer w = json_writer(body);
    buffer_char(body, '\n');
    self_ping_write(o->self_ping, &w);
    buffer_char(body, '\n');
    alerts_keep(o->alerts, body, body->cap - body->length);
}

void outbound_tick(struct outbound *o, const struct report *report, const struct conditions *conditions)
{
    unsigned failures;
    bool known = self_ping_failures(o->self_ping, &failures);
    const struct alert_inputs inputs = {.report = report,
                                        .conditions = conditions,
                                        .self_ping_failures = {.known = known, .value = failures}};
    alerts_tick(o->alerts, &inputs);
    self_ping_tick(o->self_ping);
    push_tick(o->push, report);
    o->alerts_view = alerts_view(o->alerts);
    self_ping_show(o->self_ping, &o->outreach_view);
    push_show(o->push, &o->outreach_view);
    if (o->on_render)
        o->outreach_view.hours = free_hours(report->wall_ms);
}

void outbound_show(const struct outbound *o, struct report *report)
{
    report->alerts = o->alerts_view;
    report->outreach = &o->outreach_view;
}

int64_t outbound_failing_since_ms(const struct outbound *o)
{
    return alerts_failing_since_ms(o->alerts);
}

void outbound_stop(struct outbound *o, bool supervisor_stops, void (*on_stopped)(void *ctx), void *ctx)
{
    alerts_stop(o->alerts, supervisor_stops, on_stopped, ctx);
}

void outbound_destroy(struct outbound **take_outbound)
{
    struct outbound *o = *take_outbound;
    if (!o)
        return;
    *take_outbound = NULL;
    alerts_destroy(&o->alerts);
    self_ping_destroy(&o->self_ping);
    push_destroy(&o->push);
    http_client_destroy(&o->http);
    free(o);
}
