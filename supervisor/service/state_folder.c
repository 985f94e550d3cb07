/* flock(2) on a file of its own. */
#include "state_folder.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "supervisor.lock"

static bool lock_path(const char *folder, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/" LOCK_NAME, folder);
    return n >= 0 && n < PATH_MAX;
}

struct err state_folder_lock(const char *folder, int *ret_lock_fd)
{
    char path[PATH_MAX];
    struct err e = file_writable_folder(folder);
    if (err_is(e))
        return e;
    if (!lock_path(folder, path))
        return err_make(ERR_SYSTEM, "state.lock", ENAMETOOLONG);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_system("state.lock");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        e = errno == EWOULDBLOCK ? err_make(ERR_UNAVAILABLE, "state.lock", errno) : err_system("state.lock");
        close(fd);
        return e;
    }
    *ret_lock_fd = fd;
    return ERR_OK;
}

bool state_folder_is_locked_by(const char *folder, int lock_fd)
{
    char path[PATH_MAX];
    struct stat ours, named;
    return lock_fd >= 0 && lock_path(folder, path) && fstat(lock_fd, &ours) == 0 &&
           lstat(path, &named) == 0 && ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

/* Of the folder that `fd` is open on, which is closed. */
static void empty(int fd, bool folders_too)
{
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat status;
        const char *name = entry->d_name;
        if (strcmp(name, LOCK_NAME) == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            fstatat(dirfd(entries), name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (S_ISREG(status.st_mode))
            unlinkat(dirfd(entries), name, 0);
        else if (S_ISDIR(status.st_mode) && folders_too)
            empty(openat(dirfd(entries), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), false);
    }
    closedir(entries);
}

void state_folder_empty(const char *folder)
{
    empty(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), true);
}
