/* flock(2) excludes; a record lock (fcntl(2)) on the same file is there for F_GETLK alone, which tells who
 * holds it, as the kernel knows him now and in our own process numbers: no number in a file can be old. */
#include "outbox_lock.h"

#include "file.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define WRITER  "sheets-worker" /* as the kernel names it: 15 characters at most */
#define STARTER "supervisor"
#define BUSY                                                                                                 \
    (STORE_BUSY | 0x7600) /* extended as SQLite extends its codes, by a number that it does not use */

static const struct flock WHOLE_FILE = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

/* ---- Who holds it? */

/* 0: nobody, or somebody whom we cannot see. */
static pid_t holder_of(int fd)
{
    struct flock asked = WHOLE_FILE;
    return fcntl(fd, F_GETLK, &asked) == 0 && asked.l_type != F_UNLCK && asked.l_pid > 0 ? asked.l_pid : 0;
}

/* Name and parent of a process: proc_pid_stat(5). The name may hold anything, so that its end is the last
 * parenthesis. */
static bool look_up(pid_t pid, char ret_name[16], pid_t *ret_parent)
{
    char path[48], text[512];
    int parent;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0)
        close(fd);
    if (got <= 0)
        return false;
    text[got] = '\0';
    const char *begin = strchr(text, '('), *end = strrchr(text, ')');
    if (!begin || !end || sscanf(end + 1, " %*c %d", &parent) != 1)
        return false;
    snprintf(ret_name, 16, "%.*s", (int)(end - begin - 1), begin + 1);
    *ret_parent = parent;
    return true;
}

/* A sheets-worker that no supervisor watches any more. */
static bool is_orphan(pid_t pid)
{
    char name[16], starter[16];
    pid_t parent, above;
    if (pid == getpid() || !look_up(pid, name, &parent) || strcmp(name, WRITER) != 0)
        return false;
    return parent != getppid() && look_up(parent, starter, &above) && strcmp(starter, STARTER) != 0;
}

/* The descriptor names the process, whoever has its number by then: what was seen of the number after it was
 * opened is true of the process that gets the signal. */
static bool end_orphan(int fd, pid_t pid)
{
    int process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process < 0)
        return false;
    bool ended = is_orphan(pid) && holder_of(fd) == pid &&
                 syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) == 0;
    close(process);
    return ended;
}

static struct err held_by_another(struct outbox_lock *lock, int fd, uint64_t now_ms)
{
    pid_t holder = holder_of(fd);
    if (!lock->since_ms || holder != lock->holder)
        lock->since_ms = now_ms;
    lock->holder = holder;
    if (holder && now_ms - lock->since_ms >= OUTBOX_LOCK_PATIENCE_MS && end_orphan(fd, holder)) {
        lock->ended = holder;
        lock->since_ms = now_ms; /* he may take a while to die */
    }
    return err_make(ERR_STORE, "outbox.lock", BUSY);
}

/* ---- Taking it. */

static bool is_ours(const struct outbox_lock *lock, const char *path)
{
    struct stat ours, named;
    return lock->is_held && fstat(lock->fd, &ours) == 0 && lstat(path, &named) == 0 &&
           ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

/* Two at once are better than none: what may not be locked is said, and written all the same. */
static struct err go_on_without(struct outbox_lock *lock, int why)
{
    lock->not_lockable = why;
    return ERR_OK;
}

struct err outbox_lock_take(struct outbox_lock *lock, const char *folder, uint64_t now_ms)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/" OUTBOX_LOCK_NAME, folder);
    if (n < 0 || (size_t)n >= sizeof(path) || err_is(file_writable_folder(folder)))
        return ERR_OK; /* the database is told the same, which says it */
    if (is_ours(lock, path))
        return ERR_OK;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0)
        return go_on_without(lock, errno);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int why = errno;
        struct err e = why == EWOULDBLOCK ? held_by_another(lock, fd, now_ms) : go_on_without(lock, why);
        close(fd);
        return e;
    }
    (void)fcntl(fd, F_SETLK, &WHOLE_FILE);
    outbox_lock_release(lock);
    lock->is_held = true;
    lock->fd = fd;
    return ERR_OK;
}

bool outbox_lock_caused(struct err e)
{
    return e.kind == ERR_STORE && e.code == BUSY;
}

void outbox_lock_release(struct outbox_lock *lock)
{
    if (lock->is_held)
        close(lock->fd);
    lock->is_held = false;
    lock->holder = 0;
    lock->since_ms = 0;
    lock->not_lockable = 0;
}
