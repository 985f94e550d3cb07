/* Small files whole: capped read, atomic replace. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES 4096

/* Straight into the buffer: a copy on the stack would outlive a secret that its reader wipes. The last read,
 * of what may be one byte too many, needs a place of its own. */
static struct err read_all(int fd, struct buffer *out)
{
    for (;;) {
        char over;
        size_t left = out->cap - out->length, wanted = left < CHUNK_BYTES ? left : CHUNK_BYTES;
        char *room = wanted ? buffer_reserve(out, wanted) : &over;
        ssize_t n = room ? read(fd, room, wanted ? wanted : 1) : 0;
        if (!room || (n > 0 && !wanted))
            return err_make(ERR_FULL, "file.read", 0);
        if (n == 0)
            return ERR_OK;
        if (n > 0)
            buffer_added(out, (size_t)n);
        else if (errno != EINTR)
            return err_system("file.read");
    }
}

struct err file_read(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_system("file.open");
    struct err e = read_all(fd, out);
    close(fd);
    return e;
}

static bool is_regular(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

struct err file_read_regular(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return err_system("file.open");
    struct err e = is_regular(fd) ? read_all(fd, out) : err_make(ERR_SYSTEM, "file.regular", EINVAL);
    close(fd);
    return e;
}

static struct err write_all(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_system("file.write");
        bytes += n;
        length -= (size_t)n;
    }
    return fsync(fd) == 0 ? ERR_OK : err_system("file.fsync");
}

/* Whatever stands there is nobody's: a FIFO, which would be waited for, or a link goes. */
static int open_temporary(const char *path)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    int fd = open(path, flags, 0600);
    if (fd >= 0 && is_regular(fd))
        return fd;
    if (fd >= 0)
        close(fd);
    else if (errno != ENXIO && errno != ELOOP)
        return -1;
    return unlink(path) == 0 ? open(path, flags | O_EXCL, 0600) : -1;
}

struct err file_replace(const char *path, const void *bytes, size_t length)
{
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof(temporary), "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof(temporary))
        return err_make(ERR_SYSTEM, "file.replace", ENAMETOOLONG);
    int fd = open_temporary(temporary);
    if (fd < 0)
        return err_system("file.replace");
    struct err e = write_all(fd, bytes, length);
    close(fd);
    if (!err_is(e) && rename(temporary, path) != 0)
        e = err_system("file.rename");
    if (err_is(e))
        unlink(temporary);
    return e;
}

/* Whoever fails here fails again at the last folder, which is the one that is looked at. */
static void make_parents(const char *path)
{
    char parent[PATH_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        int n = snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
        if (n < 0 || (size_t)n >= sizeof(parent))
            return;
        (void)mkdir(parent, 0700);
    }
}

struct err file_writable_folder(const char *path)
{
    if (!*path)
        return err_make(ERR_SYSTEM, "file.mkdir", ENOENT);
    make_parents(path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_system("file.mkdir");
    return access(path, W_OK | X_OK) == 0 ? ERR_OK : err_system("file.access");
}
