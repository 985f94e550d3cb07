/* The smallest program that a supervisor can watch: tells s6 that it is ready (the notification-fd that
 * supervision.py writes into its service folder), then waits for a signal. */
#include <fcntl.h>
#include <unistd.h>

#define NOTIFICATION_FD 10

int main(void)
{
    if (fcntl(NOTIFICATION_FD, F_GETFD) >= 0) {
        ssize_t ignored = write(NOTIFICATION_FD, "\n", 1);
        (void)ignored; /* nobody listens */
        close(NOTIFICATION_FD);
    }
    for (;;)
        pause();
}
