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
    line_output_begin(&f->out, fd, f->path);
    if (fd < 0 || fstat(fd, &status) != 0) {
        f->out.failure = err_system("log_file.open");
        return;
    }
    f->size = (uint64_t)status.st_size;
}

void log_file_open(struct log_file *f, const char *folder, const char *name, const char *program,
                   enum log_format format)
{
    f->program = program;
    f->format = format;
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

/* The end of a begun line belongs into the file of its beginning. */
static void change_file(struct log_file *f, bool shift)
{
    (void)line_output_finish(&f->out);
    log_file_close(f);
    if (shift)
        rotation_shift(f->path);
    reopen(f);
}

static bool append(struct log_file *f, const char *line, size_t length)
{
    if (f->out.fd < 0)
        return false;
    bool finished = line_output_finish(&f->out), at_limit = !finished && f->out.failure.code == EFBIG;
    if (!finished && !at_limit)
        return false;
    if (at_limit || rotation_due(f->size, length, rotation_limit()))
        change_file(f, true);
    if (f->out.fd < 0 || !line_output_write(&f->out, line, length))
        return false;
    f->size += length; /* with what is left of the line, which goes into this file */
    return true;
}

void log_file_catch_up(struct log_file *f)
{
    char line[LOG_LINE_MAX];
    if (!f->unsaid)
        return;
    size_t length = log_render_losses(line, f->format, clock_wall_ms(), f->program, f->unsaid);
    if (append(f, line, length))
        f->unsaid = 0;
}

void log_file_write(struct log_file *f, const char *line, size_t length)
{
    log_file_catch_up(f);
    if (f->unsaid == 0 && append(f, line, length))
        return;
    f->dropped++;
    f->unsaid++;
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
