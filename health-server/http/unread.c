/* A window against what went into it. */
#include "unread.h"

#include <linux/tcp.h> /* glibc's struct tcp_info ends before the window */
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

bool unread_look(struct unread *u, uint32_t window, uint64_t acked)
{
    uint64_t *oldest = &u->acked[u->looks++ % UNREAD_SECONDS];
    uint64_t of_late = acked - *oldest;
    *oldest = acked;
    if (window > u->window_max)
        u->window_max = window;
    return u->window_max - window > of_late + UNREAD_SLACK;
}

bool unread_ask(int fd, uint32_t *ret_window, uint64_t *ret_acked)
{
    struct tcp_info info;
    socklen_t size = sizeof(info);
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        size < offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof(info.tcpi_snd_wnd))
        return false;
    *ret_window = info.tcpi_snd_wnd;
    *ret_acked = info.tcpi_bytes_acked;
    return true;
}
