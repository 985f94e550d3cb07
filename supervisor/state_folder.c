/* flock(2) on a file of its own. */
#include "state_folder.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "supervisor.lock"

struct err state_folder_lock(const char *folder, int *ret_lock_fd)
{
    char path[PATH_MAX];
    struct err e = file_writable_folder(folder);
    if (err_is(e))
        return e;
    int n = snprintf(path, sizeof(path), "%s/" LOCK_NAME, folder);
    if (n < 0 || (size_t)n >= sizeof(path))
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

void state_folder_empty(const char *folder)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat status;
        if (strcmp(entry->d_name, LOCK_NAME) == 0 ||
            fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        unlinkat(dirfd(entries), entry->d_name, 0);
    }
    closedir(entries);
}
