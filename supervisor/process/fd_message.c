/* sendmsg and recvmsg. */
#include "fd_message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    char bytes[CMSG_SPACE(FD_MESSAGE_FDS_MAX * sizeof(int))];
    struct cmsghdr aligned;
};

struct err fd_message_send(int socket, const struct fd_message *message)
{
    struct iovec part = {(void *)message->bytes, message->length};
    union control control = {{0}};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (message->fd_count) {
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE(message->fd_count * sizeof(int));
        struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(message->fd_count * sizeof(int));
        memcpy(CMSG_DATA(rights), message->fds, message->fd_count * sizeof(int));
    }
    ssize_t n;
    do {
        n = sendmsg(socket, &header, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    return n == (ssize_t)message->length ? ERR_OK : err_system("fd_message.send");
}

static void take_descriptors(struct msghdr *header, struct fd_message *message)
{
    for (struct cmsghdr *h = CMSG_FIRSTHDR(header); h; h = CMSG_NXTHDR(header, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count && message->fd_count < FD_MESSAGE_FDS_MAX; i++)
            memcpy(&message->fds[message->fd_count++], CMSG_DATA(h) + i * sizeof(int), sizeof(int));
    }
}

struct err fd_message_receive(int socket, struct fd_message *ret_message)
{
    struct iovec part = {ret_message->bytes, sizeof(ret_message->bytes)};
    union control control = {{0}};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    ssize_t n;
    do {
        n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    ret_message->length = n > 0 ? (size_t)n : 0;
    ret_message->fd_count = 0;
    if (n < 0)
        return err_system("fd_message.receive");
    take_descriptors(&header, ret_message);
    if (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        fd_message_close(ret_message);
        return err_make(ERR_PROTOCOL, "fd_message.receive", 0);
    }
    return n > 0 ? ERR_OK : err_make(ERR_CLOSED, "fd_message.receive", 0);
}

void fd_message_close(struct fd_message *message)
{
    for (size_t i = 0; i < message->fd_count; i++)
        if (message->fds[i] >= 0)
            close(message->fds[i]);
    message->fd_count = 0;
}
