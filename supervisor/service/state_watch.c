/* Looks at STATE_DIR every few seconds. */
#include "state_watch.h"

#include "control_listener.h"
#include "detached_work.h"
#include "log.h"
#include "loop.h"
#include "state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOK_MS 5000

static const char *folder_of(const struct state_watch *w)
{
    return settings_text(w->options->settings, SETTING_STATE_DIR);
}

/* ---- The control socket. */

static void say_closed(struct state_watch *w, struct err e)
{
    if (w->lost)
        return;
    w->lost = true;
    log_event(LOG_WARN, "control.closed", LOG_WITH(log_text("cause", strerror(e.code))),
              "« supervisor status », « restart », « reload » et « stop » ne répondront pas : la prise de "
              "contrôle ne peut pas être ouverte dans %s",
              folder_of(w));
}

/* Takes the listener, on an error too. */
static void answer_at(struct state_watch *w, struct control_listener *take_listener)
{
    struct err e = control_server_open(w->loop, take_listener, w->handlers, w->ctx, &w->control);
    control_listener_close(take_listener);
    if (err_is(e))
        say_closed(w, e);
    else
        w->lost = false;
}

void state_watch_init(struct state_watch *w, struct loop *loop, struct service_options *options,
                      const struct control_handlers *handlers, void *ctx)
{
    *w = (struct state_watch){.options = options, .loop = loop, .handlers = handlers, .ctx = ctx};
}

void state_watch_fini(struct state_watch *w)
{
    detached_work_abandon(&w->look);
    control_server_close(&w->control);
}

void state_watch_open(struct state_watch *w)
{
    struct control_listener listener;
    if (!w->options->state_folder) {
        w->lost = true; /* a finding of the settings says so */
        return;
    }
    struct err e = control_listener_open(w->options->state_folder, &listener);
    if (err_is(e))
        say_closed(w, e);
    else
        answer_at(w, &listener);
}

/* ---- A look, on a thread of its own. */

struct state_look {
    char *folder;
    int held_fd; /* the lock that we hold, a copy; -1: none */
    struct control_listener present;
    /* What came of it; what `done` does not take is closed again. */
    struct err failed;
    bool renewed;
    int lock_fd; /* -1: the one that we hold is good */
    struct control_listener listener;
};

static void look(void *data)
{
    struct state_look *l = data;
    if (control_listener_stands(&l->present, l->folder))
        return;
    if (!state_folder_is_locked_by(l->folder, l->held_fd))
        l->failed = state_folder_lock(l->folder, &l->lock_fd);
    if (!err_is(l->failed))
        l->failed = control_listener_open(l->folder, &l->listener);
    l->renewed = !err_is(l->failed);
}

static void close_one(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void discard(void *data)
{
    struct state_look *l = data;
    control_listener_close(&l->listener);
    close_one(l->lock_fd);
    close_one(l->held_fd);
    free(l->folder);
    free(l);
}

static void take_over(struct state_watch *w, struct state_look *l)
{
    if (l->lock_fd >= 0) {
        close_one(w->options->lock_fd);
        w->options->lock_fd = l->lock_fd;
        l->lock_fd = -1;
    }
    control_server_close(&w->control);
    answer_at(w, &l->listener);
    if (w->control)
        log_event(
            LOG_NOTICE, "control.opened", NULL,
            "« supervisor status », « restart », « reload » et « stop » répondent de nouveau : la prise "
            "de contrôle est ouverte dans %s",
            folder_of(w));
}

static void looked(void *ctx, void *data)
{
    struct state_watch *w = ctx;
    struct state_look *l = data;
    w->look = NULL;
    if (l->renewed)
        take_over(w, l);
    else if (err_is(l->failed))
        say_closed(w, l->failed);
}

void state_watch_look(struct state_watch *w)
{
    static const struct detached_work_kind KIND = {look, looked, discard};
    if (w->look || loop_now_ms(w->loop) < w->due_ms)
        return;
    struct state_look *l = calloc(1, sizeof(*l));
    if (!l || !(l->folder = strdup(folder_of(w))))
        abort();
    l->lock_fd = -1;
    l->held_fd = w->options->lock_fd < 0 ? -1 : fcntl(w->options->lock_fd, F_DUPFD_CLOEXEC, 3);
    l->listener = CONTROL_LISTENER_NONE;
    l->present = w->control ? control_server_listener(w->control) : CONTROL_LISTENER_NONE;
    w->due_ms = loop_now_ms(w->loop) + LOOK_MS;
    (void)detached_work_start(w->loop, &KIND, l, w, &w->look);
}
