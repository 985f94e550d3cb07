/* Append, rotate, reopen. */
#include "log_file.h"

#include "rotation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void reopen(struct log_file *f)
{
    struct stat status;
    f->fd = open(f->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
    if (f->fd < 0 || fstat(f->fd, &status) != 0) {
        f->failure = err_system("log_file.open");
        return;
    }
    f->size = (uint64_t)status.st_size;
    f->failure = ERR_OK;
}

void log_file_open(struct log_file *f, const char *folder, const char *name)
{
    *f = (struct log_file){.fd = -1};
    int n = snprintf(f->path, sizeof(f->path), "%s/%s.log", folder, name);
    if (n < 0 || (size_t)n >= sizeof(f->path))
        f->failure = err_make(ERR_SYSTEM, "log_file.open", ENAMETOOLONG);
    else
        reopen(f);
}

void log_file_close(struct log_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

static bool append(struct log_file *f, const char *bytes, size_t length)
{
    ssize_t n;
    do {
        n = write(f->fd, bytes, length);
    } while (n < 0 && errno == EINTR);
    if (n > 0)
        f->size += (uint64_t)n;
    if (n == (ssize_t)length) {
        f->failure = ERR_OK;
        return true;
    }
    /* A short write: the disk is full, or the file is at its limit. */
    f->failure = n < 0 ? err_system("log_file.write") : err_make(ERR_SYSTEM, "log_file.write", ENOSPC);
    f->torn = f->torn || n > 0;
    return false;
}

void log_file_write(struct log_file *f, const char *line, size_t length)
{
    if (rotation_due(f->size, length)) {
        log_file_close(f);
        rotation_shift(f->path);
        reopen(f);
        f->torn = false;
    }
    if (f->fd >= 0 && f->torn && append(f, "\n", 1))
        f->torn = false;
    if (f->fd < 0 || f->torn || !append(f, line, length))
        f->dropped++;
}

void log_file_check(struct log_file *f)
{
    struct stat ours, named;
    bool same = f->fd >= 0 && fstat(f->fd, &ours) == 0 && stat(f->path, &named) == 0 &&
                ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
    if (same || f->path[0] == '\0')
        return;
    log_file_close(f);
    f->torn = false;
    reopen(f);
}
