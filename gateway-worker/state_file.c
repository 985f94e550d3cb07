/* One buffer, one timer: a change within a second of the last write waits for that second to end. */
#include "state_file.h"

#include "file.h"
#include "log.h"
#include "loop.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define PAUSE_MS   1000
#define STATE_MOST (16 * 1024)

struct state_file {
    struct loop *loop;
    struct loop_timer *timer; /* active: written less than a second ago */
    char *path;
    struct buffer body;
    const char *loss; /* what a folder that cannot be written costs */
    bool unwritten, warned;
};

static void write_now(struct state_file *f)
{
    struct err e = file_replace(f->path, f->body.data, f->body.length);
    f->unwritten = false;
    if (err_is(e) && !f->warned) {
        char text[128];
        f->warned = true;
        log_event(LOG_WARN, "state.not_written",
                  LOG_WITH(log_text("error", err_describe(e, text, sizeof(text)))),
                  "STATE_DIR n'est pas accessible : %s ne survivra pas à un redémarrage complet", f->loss);
    }
}

static void pause_over(void *ctx)
{
    struct state_file *f = ctx;
    if (!f->unwritten)
        return;
    write_now(f);
    loop_timer_start(f->timer, PAUSE_MS);
}

void state_file_put(struct state_file *f, const char *body, size_t length)
{
    buffer_clear(&f->body);
    buffer_append(&f->body, body, length);
    f->unwritten = !f->body.failed;
    if (!f->unwritten || loop_timer_active(f->timer))
        return;
    write_now(f);
    loop_timer_start(f->timer, PAUSE_MS);
}

void state_file_read(const struct state_file *f, struct buffer *out)
{
    (void)file_read(f->path, out); /* none, or unreadable: as on the first day */
}

struct state_file *state_file_create(struct loop *loop, const char *state_dir, const char *name,
                                     const char *loss)
{
    struct state_file *f = calloc(1, sizeof(*f));
    if (!f || asprintf(&f->path, "%s/%s", state_dir, name) < 0)
        abort();
    f->loop = loop;
    f->loss = loss;
    f->timer = loop_timer_create(loop, pause_over, f);
    buffer_init(&f->body, STATE_MOST);
    return f;
}

void state_file_destroy(struct state_file **file)
{
    struct state_file *f = *file;
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
