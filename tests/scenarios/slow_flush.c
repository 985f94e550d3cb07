/* Preloaded into a program: each of its flushes takes as many milliseconds as SLOW_FLUSH_MS says, on whatever
 * thread, and does not end while there is a file SLOW_FLUSH_WHILE. SLOW_FLUSH_DONE: a file that grows by one
 * byte at the end of each. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int flush(int fd, long call)
{
    const char *ms = getenv("SLOW_FLUSH_MS");
    usleep((useconds_t)(ms ? atoi(ms) : 0) * 1000);
    const char *gate = getenv("SLOW_FLUSH_WHILE");
    while (gate && access(gate, F_OK) == 0)
        usleep(5000);
    int status = (int)syscall(call, fd);
    const char *path = getenv("SLOW_FLUSH_DONE");
    int done = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (done >= 0) {
        (void)!write(done, ".", 1);
        close(done);
    }
    return status;
}

int fsync(int fd)
{
    return flush(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return flush(fd, SYS_fdatasync);
}
