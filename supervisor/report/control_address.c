/* /proc/self/fd/N/supervisor.sock */
#include "control_address.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>

struct err control_address(const char *folder, struct sockaddr_un *ret_address, int *ret_folder_fd)
{
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_system("control.folder");
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(ret_address->sun_path, sizeof(ret_address->sun_path), "/proc/self/fd/%d/" CONTROL_SOCKET_NAME,
             fd);
    *ret_folder_fd = fd;
    return ERR_OK;
}
