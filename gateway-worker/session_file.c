/* One buffer, one timer: a change within a second of the last write waits for that second to end. */
#include "session_file.h"

#include "file.h"
#include "log.h"
#include "loop.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define PAUSE_MS     1000
#define SESSION_MOST (16 * 1024)

struct session_file {
    struct loop *loop;
    struct loop_timer *timer; /* active: written less than a second ago */
    char *path;
    struct buffer body;
    bool unwritten, warned;
};

static void write_now(struct session_file *f)
{
    struct err e = file_replace(f->path, f->body.data, f->body.length);
    f->unwritten = false;
    if (err_is(e) && !f->warned) {
        char text[128];
        f->warned = true;
        log_event(LOG_WARN, "session.not_written",
                  LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
                  "STATE_DIR n'est pas accessible : la session ne survivra pas à un redémarrage complet");
    }
}

static void pause_over(void *ctx)
{
    struct session_file *f = ctx;
    if (!f->unwritten)
        return;
    write_now(f);
    loop_timer_start(f->timer, PAUSE_MS);
}

void session_file_put(struct session_file *f, const char *body, size_t length)
{
    buffer_clear(&f->body);
    buffer_append(&f->body, body, length);
    f->unwritten = !f->body.failed;
    if (!f->unwritten || loop_timer_active(f->timer))
        return;
    write_now(f);
    loop_timer_start(f->timer, PAUSE_MS);
}

void session_file_read(const struct session_file *f, struct buffer *out)
{
    (void)file_read(f->path, out); /* none, or unreadable: a new session then */
}

struct session_file *session_file_create(struct loop *loop, const char *state_dir)
{
    struct session_file *f = calloc(1, sizeof(*f));
    if (!f || asprintf(&f->path, "%s/session.json", state_dir) < 0)
        abort();
    f->loop = loop;
    f->timer = loop_timer_create(loop, pause_over, f);
    buffer_init(&f->body, SESSION_MOST);
    return f;
}

void session_file_destroy(struct session_file **file)
{
    struct session_file *f = *file;
    if (!f)
        return;
    if (f->unwritten)
        write_now(f);
    loop_timer_destroy(&f->timer);
    buffer_free(&f->body);
    free(f->path);
    free(f);
    *file = NULL;
}
