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

static void keep_rest(struct line_output *o, const char *bytes, size_t length)
{
    memmove(o->rest, bytes, length);
    o->rest_length = length;
}

void line_output_begin(struct line_output *o, int fd, const char *path)
{
    o->fd = fd;
    o->failure = ERR_OK;
    o->rest_length = 0;
    if (path && !ends_in_a_line(path))
        keep_rest(o, CUT_MARK, sizeof(CUT_MARK) - 1);
}

/* How many bytes are written; less than `length` only with `failure` set. */
static size_t write_some(struct line_output *o, const char *bytes, size_t length)
{
    size_t done = 0;
    o->failure = ERR_OK;
    while (done < length) {
        ssize_t n = write(o->fd, bytes + done, length - done);
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

bool line_output_finish(struct line_output *o)
{
    size_t done = o->rest_length ? write_some(o, o->rest, o->rest_length) : 0;
    keep_rest(o, o->rest + done, o->rest_length - done);
    return o->rest_length == 0;
}

bool line_output_write(struct line_output *o, const char *line, size_t length)
{
    if (!line_output_finish(o))
        return false;
    size_t done = write_some(o, line, length);
    if (done && done < length)
        keep_rest(o, line + done, length - done);
    return done > 0;
}
