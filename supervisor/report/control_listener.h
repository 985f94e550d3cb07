/* The socket of STATE_DIR that the control server listens on, as a thing of the disk: made, looked for and
 * removed here. These calls may wait for a disk that hangs; but for the start of the service they belong
 * beside the loop. */
#ifndef VIGIE_CONTROL_LISTENER_H
#define VIGIE_CONTROL_LISTENER_H

#include "err.h"

#include <stdbool.h>
#include <sys/types.h>

struct control_listener {
    int fd, folder_fd; /* -1: none */
    dev_t device;      /* by these two its name is known to be ours */
    ino_t inode;
};

#define CONTROL_LISTENER_NONE ((struct control_listener){.fd = -1, .folder_fd = -1})

/* Mode 0600. A left-over one is replaced: whoever holds the folder's lock may do that. */
struct err control_listener_open(const char *folder, struct control_listener *ret_listener);

/* Whoever asks in `folder` finds this one. */
bool control_listener_stands(const struct control_listener *l, const char *folder);

/* Removes it from its folder, unless another one has taken its name. Accepts none. */
void control_listener_close(struct control_listener *l);

#endif
