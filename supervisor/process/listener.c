/* socket, bind, listen. */
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512

#define TAKEN_WAIT_MS 2000
#define TAKEN_STEP_MS 20

static struct err listen_on(const struct sockaddr *address, socklen_t size, int *ret_fd)
{
    int yes = 1, no = 0;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return err_system("listener.socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
    if (bind(fd, address, size) != 0 || listen(fd, BACKLOG) != 0) {
        struct err e = err_system("listener.bind");
        close(fd);
        return e;
    }
    *ret_fd = fd;
    return ERR_OK;
}

static struct err try_open(uint16_t port, int *ret_fd)
{
    struct sockaddr_in6 both = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_ANY)}};
    struct err e = listen_on((struct sockaddr *)&both, sizeof(both), ret_fd);
    bool without_ipv6 = err_is(e) && (e.code == EAFNOSUPPORT || e.code == EADDRNOTAVAIL || e.code == EPERM);
    return without_ipv6 ? listen_on((struct sockaddr *)&v4, sizeof(v4), ret_fd) : e;
}

struct err listener_open(uint16_t port, int *ret_fd)
{
    struct err e = try_open(port, ret_fd);
    for (int waited_ms = 0; err_is(e) && e.code == EADDRINUSE && waited_ms < TAKEN_WAIT_MS;
         waited_ms += TAKEN_STEP_MS) {
        (void)poll(NULL, 0, TAKEN_STEP_MS); /* there is no loop yet that it could hold up */
        e = try_open(port, ret_fd);
    }
    return e;
}

struct err listener_open_loopback(uint16_t wish, int *ret_fd, uint16_t *ret_port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(wish), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);
    struct err e = listen_on((struct sockaddr *)&address, size, ret_fd);
    if (err_is(e) && e.code == EADDRINUSE) {
        address.sin_port = 0;
        e = listen_on((struct sockaddr *)&address, size, ret_fd);
    }
    if (!err_is(e) && getsockname(*ret_fd, (struct sockaddr *)&address, &size) == 0)
        *ret_port = ntohs(address.sin_port);
    return e;
}
