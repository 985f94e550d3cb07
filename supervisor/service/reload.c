/* Readings, one at a time, and what follows from each. */
#include "reload.h"

#include "array_len.h"
#include "demo.h"
#include "exit_status.h"
#include "reload_log.h"
#include "settings_change.h"

#include <string.h>
#include <unistd.h>

/* ---- The change. */

static void replace_secrets(struct reload *r, struct reread_result *result, enum worker worker)
{
    int *fd = &r->parts.options->secrets_fds[worker];
    if (result->secrets[worker] == SECRETS_SAME)
        return;
    if (*fd >= 0)
        close(*fd);
    *fd = result->secrets_fds[worker];
    result->secrets_fds[worker] = -1;
}

static void adopt(struct reload *r, struct reread_result *result, const struct settings_change *change,
                  bool ret_restarted[WORKERS])
{
    settings_change_adopt(change, r->parts.options->settings, &result->settings);
    r->handlers.on_adopted(r->ctx);
    for (int i = 0; i < WORKERS; i++) {
        replace_secrets(r, result, (enum worker)i);
        ret_restarted[i] = change->concerned[i] && r->parts.children->by_worker[i];
        if (!ret_restarted[i])
            continue;
        children_renew_parts(r->parts.children, (enum worker)i);
        rolling_restart_add(r->parts.rolling, (enum worker)i);
    }
}

static int reload_with(struct reload *r, struct reread_result *result, struct buffer *text)
{
    struct service_options *options = r->parts.options;
    bool restarted[WORKERS];
    reload_log_findings(&result->settings, text);
    if (result->settings.error_count) {
        reload_log_refused(text);
        return EXIT_CONFIGURATION;
    }
    if (options->demo)
        demo_keep(options->settings, &result->settings);
    struct settings_change change =
        settings_change(options->settings, &result->settings, result->secret_changed);
    adopt(r, result, &change, restarted);
    reload_log_reloaded(&change, restarted, text);
    if (options->config_error) {
        options->config_error = NULL;
        r->handlers.on_mended(r->ctx);
    }
    rolling_restart_go_on(r->parts.rolling);
    return EXIT_NORMAL;
}

/* ---- The answer of the process that read them. */

static void answer(struct reload *r, int status, const struct buffer *text)
{
    for (size_t i = 0; i < ARRAY_LEN(r->now.tickets); i++)
        if (r->now.tickets[i])
            control_server_answer(r->parts.state->control, r->now.tickets[i], status, buffer_string(text));
    r->now = (struct reload_callers){{0}};
}

static int say_stopping(struct buffer *text)
{
    buffer_text(text, "Le service s'arrête.\n");
    return EXIT_TEMPORARY;
}

static void settings_reread(void *ctx, struct reread_result *result)
{
    struct reload *r = ctx;
    struct buffer text;
    buffer_init(&text, CONTROL_REPLY_MOST);
    int status = r->parts.stop->begun ? say_stopping(&text) : reload_with(r, result, &text);
    answer(r, status, &text);
    buffer_free(&text);
}

static void settings_not_reread(void *ctx, struct err e)
{
    struct reload *r = ctx;
    struct buffer text;
    buffer_init(&text, CONTROL_REPLY_MOST);
    reload_log_unreadable(e, &text);
    answer(r, EXIT_TEMPORARY, &text);
    buffer_free(&text);
}

/* ---- The request. */

static struct err start(struct reload *r)
{
    const struct service_options *options = r->parts.options;
    struct reread_order order = {.demo = options->demo};
    memcpy(order.given, options->secrets_given, sizeof(order.given));
    for (int i = 0; i < WORKERS; i++)
        order.has_secrets[i] = options->secrets_fds[i] >= 0;
    return reread_start(r->reread, &order, options->secrets_fds, options->environment);
}

/* However many asked meanwhile, the settings are read once for all of them. */
static void go_on(void *ctx)
{
    struct reload *r = ctx;
    if (!r->asked || reread_busy(r->reread))
        return;
    r->asked = false;
    r->now = r->next;
    r->next = (struct reload_callers){{0}};
    if (r->parts.stop->begun) {
        settings_reread(r, NULL); /* which says so */
        return;
    }
    struct err e = start(r);
    if (err_is(e))
        settings_not_reread(r, e);
}

void reload_init(struct reload *r, struct loop *loop, const struct reload_parts *parts,
                 const struct reload_handlers *handlers, void *ctx)
{
    static const struct reread_handlers HANDLERS = {
        .on_reread = settings_reread, .on_failed = settings_not_reread, .on_idle = go_on};
    *r = (struct reload){.parts = *parts, .handlers = *handlers, .ctx = ctx};
    r->reread = reread_create(loop, &HANDLERS, r);
}

void reload_fini(struct reload *r)
{
    reread_destroy(&r->reread);
}

void reload_ask(struct reload *r, uint64_t ticket)
{
    if (ticket)
        r->next.tickets[control_place(ticket)] = ticket;
    r->asked = true;
    go_on(r);
}

bool reload_collected(struct reload *r, pid_t pid)
{
    return reread_collected(r->reread, pid);
}
