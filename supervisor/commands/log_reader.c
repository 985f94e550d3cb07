/* Parts of a log, oldest to newest. */
#include "log_reader.h"

#include "last_lines.h"
#include "rotation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

/* -1 with errno: not there, or no file. */
static int open_part(const char *path, unsigned n)
{
    char part[PATH_MAX];
    struct stat status;
    if (!rotation_path(path, n, part, sizeof(part))) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(part, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

/* ---- Handing on. */

static struct err hand_on(struct log_reader *r, const char *bytes, size_t length)
{
    if (length == 0)
        return ERR_OK;
    r->midline = bytes[length - 1] != '\n';
    return r->take(r->ctx, bytes, length) ? ERR_OK : err_make(ERR_CLOSED, "log_reader.take", 0);
}

static struct err hand_on_rest(struct log_reader *r)
{
    static char chunk[CHUNK_BYTES];
    for (;;) {
        ssize_t n = read(r->fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? err_system("log_reader.read") : ERR_OK;
        struct err e = hand_on(r, chunk, (size_t)n);
        if (err_is(e))
            return e;
    }
}

static struct err change_part(struct log_reader *r, int fd)
{
    struct err e = r->midline ? hand_on(r, "\n", 1) : ERR_OK;
    if (r->open)
        close(r->fd);
    r->fd = fd;
    r->open = true;
    return e;
}

/* ---- The last lines. */

/* Sets the offset of `fd` where the wanted lines begin; false: they begin in an older part, this is all of
 * them. */
static bool seek_lines(int fd, size_t *lines)
{
    static char chunk[CHUNK_BYTES];
    off_t end = lseek(fd, 0, SEEK_END);
    char last = '\0';
    bool empty = end <= 0;
    if (*lines == 0)
        return true;
    if (!empty && pread(fd, &last, 1, end - 1) == 1 && last == '\n')
        end--;
    while (end > 0) {
        size_t length = end < CHUNK_BYTES ? (size_t)end : CHUNK_BYTES, at;
        if (pread(fd, chunk, length, end - (off_t)length) != (ssize_t)length)
            break;
        end -= (off_t)length;
        if (last_lines(chunk, length, lines, &at)) {
            lseek(fd, end + (off_t)at, SEEK_SET);
            return true;
        }
    }
    lseek(fd, 0, SEEK_SET);
    return empty ? false : --*lines == 0; /* the first line of a part begins where the part does */
}

/* Opens parts from the newest on until they hold the wanted lines; the same file twice, because it was
 * rotated meanwhile, counts once. */
static unsigned open_parts(const char *path, size_t lines, int parts[ROTATION_FILES])
{
    unsigned count = 0;
    bool found = false;
    struct stat before, now;
    for (unsigned n = 0; n < ROTATION_FILES && !found; n++) {
        int fd = open_part(path, n);
        if (fd < 0)
            continue;
        if (count && fstat(fd, &now) == 0 && fstat(parts[count - 1], &before) == 0 &&
            same_file(&before, &now)) {
            close(fd);
            continue;
        }
        parts[count++] = fd;
        found = seek_lines(fd, &lines);
    }
    return count;
}

struct err log_reader_begin(struct log_reader *r, const char *folder, const char *name, size_t lines,
                            log_reader_take *take, void *ctx)
{
    int parts[ROTATION_FILES];
    *r = (struct log_reader){.take = take, .ctx = ctx};
    int n = snprintf(r->path, sizeof(r->path), "%s/%s.log", folder, name);
    if (n < 0 || (size_t)n >= sizeof(r->path))
        return err_make(ERR_SYSTEM, "log_reader.path", ENAMETOOLONG);
    int newest = open_part(r->path, 0);
    struct err e = newest < 0 ? err_system("log_reader.open") : ERR_OK;
    if (newest >= 0)
        close(newest);
    if (err_is(e) && e.code != ENOENT)
        return e;
    unsigned count = open_parts(r->path, lines, parts);
    for (unsigned i = count; i > 0; i--) {
        struct err failed = change_part(r, parts[i - 1]);
        if (!err_is(failed))
            failed = hand_on_rest(r);
        if (err_is(failed))
            e = failed;
    }
    return count ? (e.kind == ERR_SYSTEM && e.code == ENOENT ? ERR_OK : e) : e;
}

/* ---- What is added. */

/* The part after ours: path.2 of ours at path.3, or the present file where ours has no name any more. -1:
 * there is none yet, or the names are just being moved. */
static int open_next(const struct log_reader *r)
{
    char part[PATH_MAX];
    struct stat ours, named;
    if (!r->open)
        return open_part(r->path, 0);
    if (fstat(r->fd, &ours) != 0)
        return -1;
    for (unsigned n = 0; n < ROTATION_FILES; n++) {
        bool there = rotation_path(r->path, n, part, sizeof(part)) && stat(part, &named) == 0;
        if (!there || !same_file(&ours, &named))
            continue;
        int fd = n ? open_part(r->path, n - 1) : -1;
        if (fd >= 0 && stat(part, &named) == 0 && same_file(&ours, &named))
            return fd;
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return open_part(r->path, 0);
}

/* Somebody cut it to nothing, as logrotate's copytruncate does. */
static void notice_cut(const struct log_reader *r)
{
    struct stat status;
    if (r->open && fstat(r->fd, &status) == 0 && status.st_size < lseek(r->fd, 0, SEEK_CUR))
        lseek(r->fd, 0, SEEK_SET);
}

struct err log_reader_follow(struct log_reader *r)
{
    notice_cut(r);
    struct err e = r->open ? hand_on_rest(r) : ERR_OK;
    for (unsigned i = 0; i <= ROTATION_FILES && !err_is(e); i++) {
        int next = open_next(r);
        if (next < 0)
            return ERR_OK;
        /* Ours may have grown until it lost its name. */
        e = r->open ? hand_on_rest(r) : ERR_OK;
        struct err changed = change_part(r, next);
        if (!err_is(e))
            e = err_is(changed) ? changed : hand_on_rest(r);
    }
    return e;
}

void log_reader_close(struct log_reader *r)
{
    if (r->open)
        close(r->fd);
    r->open = false;
}
