/* bind(2), and the inode that comes of it. */
#include "control_listener.h"

#include "control_address.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 16

static void close_both(struct control_listener *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->folder_fd >= 0)
        close(l->folder_fd);
    *l = CONTROL_LISTENER_NONE;
}

/* Its mode is that of the socket itself, less the umask: nobody may connect in between (unix(7)). */
static bool listen_at(struct control_listener *l, const struct sockaddr_un *address)
{
    struct stat status;
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (l->fd < 0 || fchmod(l->fd, 0600) != 0 ||
        bind(l->fd, (const struct sockaddr *)address, sizeof(*address)) != 0 || listen(l->fd, BACKLOG) != 0 ||
        fstatat(l->folder_fd, CONTROL_SOCKET_NAME, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    l->device = status.st_dev;
    l->inode = status.st_ino;
    return true;
}

struct err control_listener_open(const char *folder, struct control_listener *ret_listener)
{
    struct control_listener l = CONTROL_LISTENER_NONE;
    struct sockaddr_un address;
    struct err e = control_address(folder, &address, &l.folder_fd);
    if (err_is(e))
        return e;
    unlinkat(l.folder_fd, CONTROL_SOCKET_NAME, 0);
    if (!listen_at(&l, &address)) {
        e = err_system("control.listen");
        close_both(&l);
        return e;
    }
    *ret_listener = l;
    return ERR_OK;
}

static bool is_ours(const struct control_listener *l, int folder_fd, const char *path)
{
    struct stat status;
    return fstatat(folder_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_dev == l->device &&
           status.st_ino == l->inode;
}

bool control_listener_stands(const struct control_listener *l, const char *folder)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/" CONTROL_SOCKET_NAME, folder);
    return l->fd >= 0 && n > 0 && (size_t)n < sizeof(path) && is_ours(l, AT_FDCWD, path);
}

void control_listener_close(struct control_listener *l)
{
    if (l->fd >= 0 && is_ours(l, l->folder_fd, CONTROL_SOCKET_NAME))
        unlinkat(l->folder_fd, CONTROL_SOCKET_NAME, 0);
    close_both(l);
}
