/* Does the other side read? Its kernel takes bytes that its program never asks for, and what it takes so is
 * missing from the window that it announces (RFC 9293 section 3.8.6). Where that is more than was sent of
 * late, older bytes lie unread. Pure, embedded by each stream; all zero is a beginning. */
#ifndef VIGIE_UNREAD_H
#define VIGIE_UNREAD_H

#include <stdbool.h>
#include <stdint.h>

#define UNREAD_SECONDS 10
#define UNREAD_SLACK   1024 /* bytes by which a window may differ for reasons of the kernel's */

struct unread {
    uint32_t window_max;            /* the largest that was announced */
    uint64_t acked[UNREAD_SECONDS]; /* bytes acknowledged at each of the last looks */
    unsigned looks;
};

/* Once a second: the window announced last, and all bytes acknowledged so far. True: bytes that were sent at
 * least UNREAD_SECONDS ago have not been read. */
bool unread_look(struct unread *u, uint32_t window, uint64_t acked);

/* Both figures of a connected socket (tcp(7), TCP_INFO). False where the kernel does not tell them. */
bool unread_ask(int fd, uint32_t *ret_window, uint64_t *ret_acked);

#endif
