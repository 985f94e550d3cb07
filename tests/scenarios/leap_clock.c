/* Loaded into a program under test in front of the C library: its monotonic clock runs ahead by as many
 * milliseconds as the file LEAP_FILE says (eight bytes, little-endian), which the test may raise at any
 * moment. Nobody has to wait for what happens once an hour. It sleeps 20 ms at most, so as to notice; the
 * time of day stays true. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NAP_MS 20

static const volatile int64_t *ahead_ms; /* one page, for ever */

__attribute__((constructor)) static void map_file(void)
{
    const char *path = getenv("LEAP_FILE");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        abort();
    void *page = mmap(NULL, sizeof(*ahead_ms), PROT_READ, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        abort();
    ahead_ms = page;
    close(fd);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = (int)syscall(SYS_clock_gettime, clock, now);
    if (status != 0 || clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || !ahead_ms)
        return status;
    int64_t ns = now->tv_nsec + *ahead_ms % 1000 * 1000000;
    now->tv_sec += *ahead_ms / 1000 + ns / 1000000000;
    now->tv_nsec = ns % 1000000000;
    return 0;
}

/* Whoever waits without end has no timer that could be due, and libuv asserts that such a wait brings
 * something. */
static int nap(int timeout_ms)
{
    return timeout_ms > NAP_MS ? NAP_MS : timeout_ms;
}

int epoll_pwait(int fd, struct epoll_event *events, int most, int timeout_ms, const sigset_t *mask)
{
    return (int)syscall(SYS_epoll_pwait, fd, events, most, nap(timeout_ms), mask, _NSIG / 8);
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout_ms)
{
    return epoll_pwait(fd, events, most, timeout_ms, NULL);
}
