/* One message with descriptors, over a SOCK_SEQPACKET pair between the supervisor and a process of its own
 * program (SCM_RIGHTS, unix(7)). */
#ifndef VIGIE_FD_MESSAGE_H
#define VIGIE_FD_MESSAGE_H

#include "err.h"

#include <stddef.h>

#define FD_MESSAGE_BYTES_MAX 512
#define FD_MESSAGE_FDS_MAX   16

struct fd_message {
    char bytes[FD_MESSAGE_BYTES_MAX];
    size_t length;
    int fds[FD_MESSAGE_FDS_MAX];
    size_t fd_count;
};

/* The descriptors stay the caller's. */
struct err fd_message_send(int socket, const struct fd_message *message);

/* The descriptors become the caller's, closed at an exec. ERR_CLOSED: the peer is gone. ERR_PROTOCOL: more
 * than there is room for; nothing is kept. Waits only where the socket does. */
struct err fd_message_receive(int socket, struct fd_message *ret_message);

/* Closes those that are left; a taken one is -1. */
void fd_message_close(struct fd_message *message);

#endif
