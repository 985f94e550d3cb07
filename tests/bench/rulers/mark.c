/* Says when this program reached main: linked into a program that is measured, it runs after the dynamic
 * linker and right before main. Writes "PID NANOSECONDS" (CLOCK_MONOTONIC) into the FIFO "marks" of the
 * working directory, where killer.c reads; does nothing where nobody reads. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

__attribute__((constructor)) static void mark(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int fd = open("marks", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    char line[64];
    int n =
        snprintf(line, sizeof(line), "%ld %lld\n", (long)getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
    ssize_t ignored = write(fd, line, (size_t)n);
    (void)ignored; /* a full FIFO is a reader that is gone */
    close(fd);
}
