/* Append, rotate, reopen. */
#include "log_file.h"

#include "clock.h"
#include "log_render.h"
#include "rotation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void reopen(struct log_file *f)
{
    struct stat status;
    int fd = open(f->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0640);
    f->out.fd = fd;
    if (fd < 0 || fstat(fd, &status) != 0) {
        f->out.failure = err_system("log_file.open");
        return;
    }
    if (f->out.waiting_length == 0)
        line_output_begin(&f->out, fd, f->path);
    f->out.failure = ERR_OK;
    f->size = (uint64_t)status.st_size + f->out.waiting_length;
    f->limit = rotation_limit();
}

void log_file_open(struct log_file *f, const char *folder, const char *name, const char *program,
                   enum log_format format)
{
    f->program = program;
    atomic_init(&f->format, (int)format);
    f->size = f->dropped = f->unsaid = 0;
    line_output_begin(&f->out, -1, NULL);
    int n = snprintf(f->path, sizeof(f->path), "%s/%s.log", folder, name);
    if (n < 0 || (size_t)n >= sizeof(f->path)) {
        f->path[0] = '\0';
        f->out.failure = err_make(ERR_SYSTEM, "log_file.open", ENAMETOOLONG);
    } else {
        reopen(f);
    }
}

void log_file_close(struct log_file *f)
{
    if (f->out.fd >= 0)
        close(f->out.fd);
    f->out.fd = -1;
}

static void count_lost(struct log_file *f, uint64_t lines)
{
    f->dropped += lines;
    f->unsaid += lines;
}

/* Lines that the old file cannot take go into the new one; the end of a line that it has begun is lost. */
static void change_file(struct log_file *f, bool shift)
{
    if (f->out.fd >= 0 && !line_output_flush(&f->out))
        count_lost(f, line_output_drop(&f->out, true));
    log_file_close(f);
    f->out.begun = false;
    if (shift)
        rotation_shift(f->path);
    reopen(f);
}

static bool collect(struct log_file *f, const char *line, size_t length)
{
    if (rotation_due(f->size, length, f->limit)) {
        if (!line_output_flush(&f->out) && f->out.failure.code != EFBIG)
            return false; /* a full disk: a file that were moved now would end in the middle of a line */
        change_file(f, true);
    }
    if (!line_output_add(&f->out, line, length))
        return false;
    f->size += length;
    return true;
}

static void say_losses(struct log_file *f)
{
    char line[LOG_LINE_MAX];
    if (!f->unsaid)
        return;
    size_t length = log_render_losses(line, (enum log_format)atomic_load(&f->format), clock_wall_ms(),
                                      f->program, f->unsaid);
    if (collect(f, line, length))
        f->unsaid = 0;
}

void log_file_write(struct log_file *f, const char *line, size_t length)
{
    say_losses(f);
    if (f->unsaid || !collect(f, line, length))
        count_lost(f, 1);
}

void log_file_flush(struct log_file *f)
{
    if (f->out.fd >= 0 && !line_output_flush(&f->out) && f->out.failure.code == EFBIG)
        change_file(f, true); /* the process may write less than it might when this file was opened */
    say_losses(f);
    if (f->out.fd >= 0)
        (void)line_output_flush(&f->out);
}

void log_file_lost(struct log_file *f, uint64_t lines)
{
    f->unsaid += lines;
}

void log_file_check(struct log_file *f)
{
    struct stat ours, named;
    bool same = f->out.fd >= 0 && fstat(f->out.fd, &ours) == 0 && stat(f->path, &named) == 0 &&
                ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
    if (!same && f->path[0] != '\0')
        change_file(f, false);
}
