/* write(2) until the line is out; poll(2) where somebody else made the descriptor non-blocking. */
#include "line_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char CUT_MARK[] = " …[coupé]\n";

static bool ends_in_a_line(const char *path)
{
    char last = '\n';
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    if (fd < 0)
        return true;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        pread(fd, &last, 1, status.st_size - 1) != 1)
        last = '\n';
    close(fd);
    return last == '\n';
}

void line_output_begin(struct line_output *o, int fd, const char *path)
{
    o->fd = fd;
    o->failure = ERR_OK;
    o->waiting_length = 0;
    o->begun = false;
    if (path && !ends_in_a_line(path)) {
        memcpy(o->waiting, CUT_MARK, sizeof(CUT_MARK) - 1);
        o->waiting_length = sizeof(CUT_MARK) - 1;
    }
}

/* How many bytes are written; less than all that wait only with `failure` set. */
static size_t write_waiting(struct line_output *o)
{
    size_t done = 0;
    o->failure = ERR_OK;
    while (done < o->waiting_length) {
        ssize_t n = write(o->fd, o->waiting + done, o->waiting_length - done);
        if (n > 0) {
            done += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = o->fd, .events = POLLOUT};
            (void)poll(&writable, 1, -1);
        } else if (n == 0 || errno != EINTR) {
            o->failure = n == 0 ? err_make(ERR_SYSTEM, "log.write", ENOSPC) : err_system("log.write");
            return done;
        }
    }
    return done;
}

bool line_output_flush(struct line_output *o)
{
    size_t done = o->waiting_length ? write_waiting(o) : 0;
    if (done)
        o->begun = o->waiting[done - 1] != '\n';
    o->waiting_length -= done;
    memmove(o->waiting, o->waiting + done, o->waiting_length);
    return o->waiting_length == 0;
}

static bool has_room(const struct line_output *o, size_t length)
{
    return length <= sizeof(o->waiting) - o->waiting_length;
}

bool line_output_add(struct line_output *o, const char *line, size_t length)
{
    if (o->fd < 0)
        return false;
    if (!has_room(o, length))
        (void)line_output_flush(o);
    if (!has_room(o, length))
        return false;
    memcpy(o->waiting + o->waiting_length, line, length);
    o->waiting_length += length;
    return true;
}

size_t line_output_drop(struct line_output *o, bool begun_only)
{
    size_t lines = 0, at = 0;
    while (at < o->waiting_length && (!begun_only || (o->begun && lines == 0)))
        lines += o->waiting[at++] == '\n';
    o->waiting_length -= at;
    memmove(o->waiting, o->waiting + at, o->waiting_length);
    return lines;
}
