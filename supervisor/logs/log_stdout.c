/* Whole lines, of at most PIPE_BUF bytes a write: nothing of anybody else comes between. */
#include "log_stdout.h"

#include "clock.h"
#include "log_render.h"
#include "workers.h"

#include <stdio.h>
#include <sys/stat.h>

void log_stdout_init(struct log_stdout *s, int fd, enum log_format format)
{
    struct stat status;
    char path[32];
    s->is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    atomic_init(&s->format, (int)format);
    s->unsaid = 0;
    atomic_init(&s->dropped, 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    line_output_begin(&s->out, fd, s->is_file ? path : NULL);
}

/* False: dropped. A terminal that is gone or a closed pipe swallows. */
static bool collect(struct log_stdout *s, const char *line, size_t length)
{
    if (line_output_add(&s->out, line, length))
        return true;
    if (!s->is_file)
        (void)line_output_drop(&s->out, false);
    return !s->is_file;
}

static void say_losses(struct log_stdout *s)
{
    char line[LOG_LINE_MAX];
    if (!s->unsaid)
        return;
    size_t length = log_render_losses(line, (enum log_format)atomic_load(&s->format), clock_wall_ms(),
                                      worker_name(WORKER_SUPERVISOR), s->unsaid);
    if (collect(s, line, length))
        s->unsaid = 0;
}

static void write_line(void *ctx, uint32_t tag, const char *line, size_t length)
{
    struct log_stdout *s = ctx;
    (void)tag;
    say_losses(s);
    if (s->unsaid == 0 && collect(s, line, length))
        return;
    s->unsaid++;
    atomic_fetch_add(&s->dropped, 1);
}

static void lines_lost(void *ctx, uint64_t lines)
{
    struct log_stdout *s = ctx;
    s->unsaid += lines;
}

static void flush(void *ctx)
{
    struct log_stdout *s = ctx;
    say_losses(s);
    if (!line_output_flush(&s->out) && !s->is_file)
        (void)line_output_drop(&s->out, false);
}

const struct log_sink LOG_STDOUT_SINK = {NULL, write_line, lines_lost, flush};
