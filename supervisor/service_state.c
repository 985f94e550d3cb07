/* STATE_DIR that could not be used at the start, or has been removed since: once it is there again it is ours
 * (supervisor.lock), and whoever asks there is answered. Looked at beside the loop, for its disk may hang. */
#include "service_inside.h"

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

static const char *folder_of(const struct service *s)
{
    return settings_text(s->options->settings, SETTING_STATE_DIR);
}

static void listen_there(struct service *s, struct state_look *l)
{
    if (l->lock_fd >= 0) {
        close_one(s->options->lock_fd);
        s->options->lock_fd = l->lock_fd;
        l->lock_fd = -1;
    }
    control_server_close(&s->control);
    service_open_control(s, &l->listener);
    if (s->control)
        log_event(
            LOG_NOTICE, "control.opened", NULL,
            "« supervisor status », « restart », « reload » et « stop » répondent de nouveau : la prise "
            "de contrôle est ouverte dans %s",
            folder_of(s));
}

static void looked(void *ctx, void *data)
{
    struct service *s = ctx;
    struct state_look *l = data;
    s->state_look = NULL;
    if (l->renewed)
        listen_there(s, l);
    else if (err_is(l->failed))
        service_control_closed(s, l->failed);
}

void service_look_at_state(struct service *s)
{
    static const struct detached_work_kind KIND = {look, looked, discard};
    if (s->state_look || s->phase != RUNNING || loop_now_ms(s->loop) < s->state_due_ms)
        return;
    struct state_look *l = calloc(1, sizeof(*l));
    if (!l || !(l->folder = strdup(folder_of(s))))
        abort();
    l->lock_fd = -1;
    l->held_fd = s->options->lock_fd < 0 ? -1 : fcntl(s->options->lock_fd, F_DUPFD_CLOEXEC, 3);
    l->listener = CONTROL_LISTENER_NONE;
    l->present = s->control ? control_server_listener(s->control) : CONTROL_LISTENER_NONE;
    s->state_due_ms = loop_now_ms(s->loop) + LOOK_MS;
    (void)detached_work_start(s->loop, &KIND, l, s, &s->state_look);
}
