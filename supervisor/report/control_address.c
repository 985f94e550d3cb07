/* FOLDER/supervisor.sock, or where that is too long /proc/self/fd/N/supervisor.sock */
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
    char *path = ret_address->sun_path;
    const size_t size = sizeof(ret_address->sun_path);
    if ((size_t)snprintf(path, size, "%s/" CONTROL_SOCKET_NAME, folder) >= size)
        snprintf(path, size, "/proc/self/fd/%d/" CONTROL_SOCKET_NAME, fd);
    *ret_folder_fd = fd;
    return ERR_OK;
}
