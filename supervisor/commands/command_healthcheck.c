/* `supervisor healthcheck`: one GET /ping to this machine, for Docker. Blocking, within 4 s. */
#include "commands.h"

#include "cli.h"
#include "clock.h"
#include "exit_status.h"
#include "settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 4000

static bool ready(int fd, short events, uint64_t until_ms)
{
    uint64_t now_ms = clock_monotonic_ms();
    struct pollfd poll_fd = {.fd = fd, .events = events};
    return now_ms < until_ms && poll(&poll_fd, 1, (int)(until_ms - now_ms)) == 1;
}

static bool connected(int fd, uint16_t port, uint64_t until_ms)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int failure = 0;
    socklen_t size = sizeof(failure);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return true;
    return ready(fd, POLLOUT, until_ms) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 &&
           failure == 0;
}

/* The first bytes of the answer; false if they did not come. */
static bool status_line(int fd, uint64_t until_ms, char *line, size_t size)
{
    static const char REQUEST[] = "GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    size_t length = 0;
    if (send(fd, REQUEST, strlen(REQUEST), MSG_NOSIGNAL) != (ssize_t)strlen(REQUEST))
        return false;
    while (length + 1 < size && ready(fd, POLLIN, until_ms)) {
        ssize_t n = recv(fd, line + length, size - 1 - length, 0);
        if (n <= 0)
            break;
        length += (size_t)n;
    }
    line[length] = '\0';
    return length > 0;
}

int command_healthcheck(char **arguments, char **environment)
{
    static struct settings settings;
    static const char GOOD[] = "HTTP/1.1 200";
    char answer[sizeof(GOOD)] = "";
    if (arguments[0])
        cli_usage("supervisor", "« healthcheck » n'a pas d'option.");
    settings_load(&settings, environment, ".env", false);
    uint16_t port = (uint16_t)settings_int(&settings, SETTING_PORT);
    settings_free(&settings);
    uint64_t until_ms = clock_monotonic_ms() + PATIENCE_MS;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good = fd >= 0 && connected(fd, port, until_ms) &&
                status_line(fd, until_ms, answer, sizeof(answer)) && strcmp(answer, GOOD) == 0;
    if (fd >= 0)
        close(fd);
    if (good)
        return EXIT_NORMAL;
    fprintf(
        stderr,
        "supervisor: http://127.0.0.1:%u/ping ne répond pas. Vérifiez que le service tourne, et son PORT.\n",
        port);
    return EXIT_TEMPORARY;
}
