/* Address of the control socket, for both ends. */
#ifndef VIGIE_CONTROL_ADDRESS_H
#define VIGIE_CONTROL_ADDRESS_H

#include "err.h"

#include <sys/un.h>

#define CONTROL_SOCKET_NAME "supervisor.sock"

/* `folder` may be longer than the 107 bytes of a socket's address: then the address goes through an open
 * descriptor of the folder, which needs /proc. *ret_folder_fd must stay open until the address was used. */
struct err control_address(const char *folder, struct sockaddr_un *ret_address, int *ret_folder_fd);

#endif
