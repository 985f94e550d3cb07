/* One call of main's, one call of each part. */
#include "outbound.h"

#include "alerts.h"

#include <stdlib.h>
#include <string.h>

struct outbound {
    struct alerts *alerts;
    const struct alerts_view *alerts_view;
};

struct outbound *outbound_create(struct loop *loop, const struct settings *settings, struct metrics *metrics,
                                 void (*on_changed)(void *ctx), void *ctx)
{
    const struct alerts_handlers handlers = {on_changed, ctx};
    struct outbound *o = calloc(1, sizeof(*o));
    if (!o)
        abort();
    o->alerts = alerts_create(loop, settings, metrics, &handlers);
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

void outbound_restore(struct outbound *o, const char *body, size_t length)
{
    const char *at = body, *line;
    size_t line_length;
    if (next_line(&at, body + length, &line, &line_length) && /* not ours */
        next_line(&at, body + length, &line, &line_length))
        alerts_restore(o->alerts, line, line_length);
}

void outbound_keep(struct outbound *o, struct buffer *body)
{
    if (body->failed || body->length + 1 >= body->cap)
        return;
    buffer_char(body, '\n');
    alerts_keep(o->alerts, body, body->cap - body->length);
}

void outbound_tick(struct outbound *o, const struct report *report, const struct conditions *conditions)
{
    const struct alert_inputs inputs = {.report = report, .conditions = conditions};
    alerts_tick(o->alerts, &inputs);
    o->alerts_view = alerts_view(o->alerts);
}

void outbound_show(const struct outbound *o, struct report *report)
{
    report->alerts = o->alerts_view;
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
    free(o);
}
