/* `supervisor reload` and SIGHUP: settings read again, and the workers that a change concerns restarted one
 * after the other. */
#include "service_inside.h"

#include "array_len.h"
#include "control_socket.h"
#include "demo.h"
#include "exit_status.h"
#include "log.h"
#include "reload_words.h"
#include "reread.h"
#include "settings_change.h"
#include "worker_environment.h"

#include <string.h>
#include <unistd.h>

/* ---- The change. */

static void replace_secrets(struct service *s, struct reread_result *result, enum worker worker)
{
    int *fd = &s->options->secrets_fds[worker];
    if (result->secrets[worker] == SECRETS_SAME)
        return;
    if (*fd >= 0)
        close(*fd);
    *fd = result->secrets_fds[worker];
    result->secrets_fds[worker] = -1;
}

static void replace_parts(struct service *s, enum worker worker)
{
    char **before = s->environments[worker];
    s->environments[worker] =
        worker_environment(s->options->settings, worker_reader(worker), s->options->environment);
    child_set_parts(s->children[worker], s->environments[worker], s->options->secrets_fds[worker]);
    worker_environment_free(&before);
}

static void apply(struct service *s, struct reread_result *result, const struct settings_change *change,
                  bool ret_restarted[WORKERS])
{
    settings_change_adopt(change, s->options->settings, &result->settings);
    service_use_settings(s);
    for (int i = 0; i < WORKERS; i++) {
        replace_secrets(s, result, (enum worker)i);
        ret_restarted[i] = change->concerned[i] && s->children[i];
        if (!ret_restarted[i])
            continue;
        replace_parts(s, (enum worker)i);
        service_roll(s, (enum worker)i);
    }
}

/* Of a service that was only there to say what is wrong with its settings: now the others start. */
static void become_whole(struct service *s)
{
    s->options->config_error = NULL;
    service_start_missing(s);
    service_send_snapshot(s);
}

static int reload_with(struct service *s, struct reread_result *result, struct buffer *text)
{
    bool restarted[WORKERS];
    words_findings(&result->settings, text);
    if (result->settings.error_count) {
        words_settings_refused(text);
        return EXIT_CONFIGURATION;
    }
    if (s->options->demo)
        demo_keep(s->options->settings, &result->settings);
    struct settings_change change =
        settings_change(s->options->settings, &result->settings, result->secret_changed);
    apply(s, result, &change, restarted);
    words_settings_reloaded(&change, restarted, text);
    if (s->options->config_error)
        become_whole(s);
    service_roll_on(s);
    return EXIT_NORMAL;
}

/* ---- The answer of the process that read them. */

static void answer(struct service *s, int status, const struct buffer *text)
{
    for (size_t i = 0; i < ARRAY_LEN(s->reload_now.tickets); i++)
        if (s->reload_now.tickets[i])
            control_server_answer(s->control, s->reload_now.tickets[i], status, buffer_string(text));
    s->reload_now = (struct reload_callers){{0}};
}

static int say_stopping(struct buffer *text)
{
    buffer_text(text, "Le service s'arrête.\n");
    return EXIT_TEMPORARY;
}

static void settings_reread(void *ctx, struct reread_result *result)
{
    struct service *s = ctx;
    struct buffer text;
    buffer_init(&text, CONTROL_REPLY_MOST);
    int status = s->phase == STOPPING ? say_stopping(&text) : reload_with(s, result, &text);
    answer(s, status, &text);
    buffer_free(&text);
}

static void settings_not_reread(void *ctx, struct err e)
{
    struct service *s = ctx;
    struct buffer text;
    buffer_init(&text, CONTROL_REPLY_MOST);
    words_settings_unreadable(e, &text);
    answer(s, EXIT_TEMPORARY, &text);
    buffer_free(&text);
}

/* ---- The request. */

static struct err start(struct service *s)
{
    struct reread_order order = {.demo = s->options->demo};
    memcpy(order.given, s->options->secrets_given, sizeof(order.given));
    for (int i = 0; i < WORKERS; i++)
        order.has_secrets[i] = s->options->secrets_fds[i] >= 0;
    return reread_start(s->reread, &order, s->options->secrets_fds, s->options->environment);
}

/* However many asked meanwhile, the settings are read once for all of them. */
static void reload_on(void *ctx)
{
    struct service *s = ctx;
    if (!s->reload_asked || reread_busy(s->reread))
        return;
    s->reload_asked = false;
    s->reload_now = s->reload_next;
    s->reload_next = (struct reload_callers){{0}};
    if (s->phase == STOPPING) {
        settings_reread(s, NULL); /* which says so */
        return;
    }
    struct err e = start(s);
    if (err_is(e))
        settings_not_reread(s, e);
}

struct reread *service_reread_create(struct service *s)
{
    static const struct reread_handlers HANDLERS = {
        .on_reread = settings_reread, .on_failed = settings_not_reread, .on_idle = reload_on};
    return reread_create(s->loop, &HANDLERS, s);
}

int service_reload(struct service *s, uint64_t ticket)
{
    s->reload_next.tickets[control_place(ticket)] = ticket;
    s->reload_asked = true;
    reload_on(s);
    return CONTROL_LATER;
}

void service_hung_up(void *ctx)
{
    struct service *s = ctx;
    log_event(LOG_NOTICE, "settings.reload_asked", NULL, "SIGHUP reçu : les réglages sont relus");
    s->reload_asked = true;
    reload_on(s);
}
