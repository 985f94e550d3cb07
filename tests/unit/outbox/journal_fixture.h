/* A journal on a loop of its own, turned until its disk is at rest; and the disk's flushes, which a test can
 * count, slow down and let fail. */
#ifndef VIGIE_JOURNAL_FIXTURE_H
#define VIGIE_JOURNAL_FIXTURE_H

#include "journal.h"

#include "loop.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY       "1020827427888435210"
#define OTHER_KEY "1020827427888435211"

static struct loop *loop;
static pthread_t loop_thread;
static char folder[64];
static unsigned opens, news, changes;

/* ---- Flushes: SQLite's come here. */

static atomic_uint flushes, flushes_on_loop, flush_ms;
static atomic_bool flushes_fail;

static int flush(int fd, long call)
{
    atomic_fetch_add(&flushes, 1);
    if (pthread_equal(pthread_self(), loop_thread))
        atomic_fetch_add(&flushes_on_loop, 1);
    usleep(atomic_load(&flush_ms) * 1000);
    if (!atomic_load(&flushes_fail))
        return (int)syscall(call, fd);
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    return flush(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return flush(fd, SYS_fdatasync);
}

/* ---- A journal. */

static inline void on_open(void *ctx)
{
    (void)ctx;
    opens++;
}

static inline void on_rows(void *ctx)
{
    (void)ctx;
    news++;
}

static inline void on_condition(void *ctx)
{
    (void)ctx;
    changes++;
}

static inline struct journal *created(const char *state_dir, const char *target, uint64_t patience_ms)
{
    static const struct journal_handlers HANDLERS = {on_open, on_rows, on_condition};
    const struct journal_options options = {
        .loop = loop, .folder = state_dir, .target = target, .patience_ms = patience_ms};
    return journal_create(&options, &HANDLERS, NULL);
}

static inline void stop_loop(void *ctx)
{
    (void)ctx;
    loop_stop(loop);
}

/* Until everything is on the disk, or the disk has refused it. */
static inline void save(struct journal *journal)
{
    journal_when_saved(journal, stop_loop, NULL);
    loop_run(loop);
}

static inline struct journal *opened(const char *state_dir)
{
    struct journal *journal = created(state_dir, "home", 0);
    save(journal);
    assert_true(journal_is_open(journal));
    return journal;
}

/* How a put ended. */
struct ending {
    unsigned times;
    struct err error;
    enum journal_stored how;
};

static inline void put_ended(void *ctx, struct err e, enum journal_stored how)
{
    struct ending *ending = ctx;
    ending->times++;
    ending->error = e;
    ending->how = how;
}

static inline void offer(struct journal *journal, const char *op, const char *key, const char *b,
                         int64_t wall_ms, struct ending *ending)
{
    const struct row row = {key, b, "{}", ""};
    *ending = (struct ending){0};
    assert_false(err_is(journal_put(journal, op, &row, wall_ms, put_ended, ending)));
}

/* Stored; true: it had been before. */
static inline bool put(struct journal *journal, const char *op, const char *key, const char *b,
                       int64_t wall_ms)
{
    struct ending ending;
    offer(journal, op, key, b, wall_ms, &ending);
    while (!ending.times)
        save(journal);
    assert_int_equal(ending.times, 1);
    assert_false(err_is(ending.error));
    return ending.how == JOURNAL_REPEATED;
}

static inline bool holds(const struct journal *journal, const char *key, const char *b)
{
    struct row row;
    return journal_find(journal, key, &row) && strcmp(row.b, b) == 0;
}

/* Turns the loop until that trouble is over, or is there. */
static inline void turn_until_trouble(struct journal *journal, bool there)
{
    while (err_is(journal_condition(journal).trouble) != there) {
        unsigned before = changes;
        while (changes == before)
            save(journal);
    }
}

/* ---- A folder. */

static inline const char *file_named(const char *name)
{
    static char path[4][400];
    static unsigned turn;
    snprintf(path[turn %= 4], sizeof(path[0]), "%s/%s", folder, name);
    return path[turn++];
}

static inline int set_up(void **state)
{
    (void)state;
    loop = loop_create();
    loop_thread = pthread_self();
    snprintf(folder, sizeof(folder), "/tmp/vigie-journal-XXXXXX");
    opens = news = changes = 0;
    atomic_store(&flushes, 0);
    atomic_store(&flushes_on_loop, 0);
    atomic_store(&flush_ms, 0);
    atomic_store(&flushes_fail, false);
    return mkdtemp(folder) ? 0 : -1;
}

static inline int tear_down(void **state)
{
    (void)state;
    const struct rlimit no_limit = {RLIM_INFINITY, RLIM_INFINITY};
    (void)setrlimit(RLIMIT_FSIZE, &no_limit);
    DIR *d = opendir(folder);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (entry->d_name[0] != '.' && unlink(file_named(entry->d_name)) != 0)
            (void)rmdir(file_named(entry->d_name));
    if (d)
        closedir(d);
    loop_destroy(&loop);
    return rmdir(folder);
}

#endif
