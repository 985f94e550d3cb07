/* Loaded into a program under test in front of the C library: its monotonic clock runs ahead by as many
 * milliseconds as the file LEAP_FILE says (eight bytes, little-endian), which the test may raise at any
 * moment. Nobody has to wait for what happens once an hour. It sleeps 20 ms at most, so as to notice; the
 * time of day stays true. LEAP_FILE.<pid> says how much is under way that a leap would make look late:
 * requests without an answer, by libcurl, and work of libuv's pool; and from which ports it calls somebody
 * by TCP, as long as such a connection is open. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#define NAP_MS    20
#define FDS_MOST  1024
#define WORK_MOST 64
#define CALL_MOST 32

static const volatile int64_t *ahead_ms; /* one page, for ever */

/* What LEAP_FILE.<pid> holds. */
struct pending {
    atomic_int requests;
    atomic_int works;
    atomic_int call_ports[CALL_MOST]; /* 0: free */
};

static struct pending unseen, *pending = &unseen;
static atomic_bool unanswered[FDS_MOST];
static int call_fds[CALL_MOST]; /* of the loop's thread, where call_ports is not 0 */

/* Who may write no file there is not waited for. */
static void map_count(const char *path)
{
    char name[4096];
    snprintf(name, sizeof(name), "%s.%d", path, (int)getpid());
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    void *page = ftruncate(fd, sizeof(*pending)) == 0
                     ? mmap(NULL, sizeof(*pending), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                     : MAP_FAILED;
    if (page != MAP_FAILED)
        pending = page;
    close(fd);
}

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
    map_count(path);
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

/* ---- What is under way. */

static void set_unanswered(int fd, bool is)
{
    if (fd >= 0 && fd < FDS_MOST && atomic_exchange(&unanswered[fd], is) != is)
        atomic_fetch_add(&pending->requests, is ? 1 : -1);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
    set_unanswered(fd, true);
    return syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0);
}

ssize_t recv(int fd, void *bytes, size_t length, int flags)
{
    ssize_t n = syscall(SYS_recvfrom, fd, bytes, length, flags, NULL, NULL);
    if (n >= 0 || errno != EAGAIN)
        set_unanswered(fd, false);
    return n;
}

/* The kernel has chosen the port by now, also where the peer's answer is still to come. */
int connect(int fd, const struct sockaddr *peer, socklen_t length)
{
    int status = (int)syscall(SYS_connect, fd, peer, length), kind = 0;
    struct sockaddr_in own = {0};
    socklen_t own_length = sizeof(own), kind_length = sizeof(kind);
    int saved = errno;
    if (peer->sa_family == AF_INET && getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &kind_length) == 0 &&
        kind == SOCK_STREAM && getsockname(fd, (struct sockaddr *)&own, &own_length) == 0)
        for (int i = 0; i < CALL_MOST; i++)
            if (pending->call_ports[i] == 0) {
                call_fds[i] = fd;
                pending->call_ports[i] = ntohs(own.sin_port);
                break;
            }
    errno = saved;
    return status;
}

int close(int fd)
{
    set_unanswered(fd, false);
    for (int i = 0; i < CALL_MOST; i++)
        if (pending->call_ports[i] != 0 && call_fds[i] == fd)
            pending->call_ports[i] = 0;
    return (int)syscall(SYS_close, fd);
}

/* Of the loop's thread, as libuv wants it. */
static struct {
    uv_work_t *request;
    uv_after_work_cb after;
} works[WORK_MOST];

static void work_over(uv_work_t *request, int status)
{
    uv_after_work_cb after = NULL;
    for (int i = 0; i < WORK_MOST; i++)
        if (works[i].request == request) {
            after = works[i].after;
            works[i].request = NULL;
            break;
        }
    atomic_fetch_sub(&pending->works, 1);
    if (after)
        after(request, status);
}

int uv_queue_work(uv_loop_t *loop, uv_work_t *request, uv_work_cb work, uv_after_work_cb after)
{
    int (*queue)(uv_loop_t *, uv_work_t *, uv_work_cb, uv_after_work_cb) = dlsym(RTLD_NEXT, "uv_queue_work");
    int i = 0;
    while (i < WORK_MOST && works[i].request)
        i++;
    if (i == WORK_MOST)
        return queue(loop, request, work, after);
    int rc = queue(loop, request, work, work_over);
    if (rc == 0) {
        works[i].request = request;
        works[i].after = after;
        atomic_fetch_add(&pending->works, 1);
    }
    return rc;
}
