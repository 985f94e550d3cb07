/* Preloaded into a program: each of its flushes takes as many milliseconds as SLOW_FLUSH_MS says, on whatever
 * thread. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int flush(int fd, long call)
{
    const char *ms = getenv("SLOW_FLUSH_MS");
    usleep((useconds_t)(ms ? atoi(ms) : 0) * 1000);
    return (int)syscall(call, fd);
}

int fsync(int fd)
{
    return flush(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return flush(fd, SYS_fdatasync);
}
