/* killer FIFO PID: kills that process with SIGKILL, waits for the mark of its successor (mark.c) and prints
 * "PID NANOSECONDS": who it is, and how long after the kill it reached main. Status 75 after 30 s without. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 30000

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int fail(const char *what, int status)
{
    perror(what);
    return status;
}

int main(int argc, char **argv)
{
    char line[256];
    if (argc != 3)
        return fputs("usage: killer FIFO PID\n", stderr), 64;
    int fifo = open(argv[1], O_RDWR | O_NONBLOCK | O_CLOEXEC); /* a writer of our own: never at its end */
    if (fifo < 0)
        return fail(argv[1], 70);
    while (read(fifo, line, sizeof(line)) > 0)
        continue;
    int64_t killed_ns = now_ns();
    if (kill((pid_t)atol(argv[2]), SIGKILL) != 0)
        return fail("kill", 70);
    struct pollfd mark = {.fd = fifo, .events = POLLIN};
    if (poll(&mark, 1, PATIENCE_MS) != 1)
        return fail("no mark", 75);
    ssize_t n = read(fifo, line, sizeof(line) - 1);
    long pid;
    int64_t marked_ns;
    line[n > 0 ? n : 0] = '\0';
    if (sscanf(line, "%ld %" SCNd64, &pid, &marked_ns) != 2)
        return fail("mark", 70);
    printf("%ld %" PRId64 "\n", pid, marked_ns - killed_ns);
    return 0;
}
