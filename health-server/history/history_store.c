/* Opening, checking whose file it is, one transaction a batch, pruning. */
#include "history_store.h"

#include "allocate.h"
#include "file.h"
#include "history_rows.h"
#include "history_schema.h"
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME              "history.db"
#define BROKEN            NAME ".corrupt-"
#define BATCHES_PER_PRUNE 20
#define LOADED_SAMPLES_S  (25 * 3600) /* what the narrow widths of the view reach back */

/* 3072 pages of 4 KiB. Few pages are held: there is one writer, and rows go in at the end. */
static const char BOUNDS[] = "PRAGMA max_page_count = 3072; PRAGMA journal_size_limit = 2097152;"
                             "PRAGMA wal_autocheckpoint = 500; PRAGMA cache_size = -96";

struct history_store {
    char folder[PATH_MAX], path[PATH_MAX + sizeof(NAME) + 1];
    struct store *store;
    struct store_statement *statements[HISTORY_STATEMENTS];
    struct stat opened; /* the file that `store` is on */
    unsigned batches;
};

struct history_store *history_store_create(const char *folder)
{
    struct history_store *s = allocate(1, sizeof(*s));
    snprintf(s->folder, sizeof(s->folder), "%s", folder);
    snprintf(s->path, sizeof(s->path), "%s/" NAME, s->folder);
    return s;
}

void history_store_close(struct history_store *s)
{
    store_close(&s->store);
}

void history_store_destroy(struct history_store **take_store)
{
    struct history_store *s = *take_store;
    if (!s)
        return;
    *take_store = NULL;
    store_close(&s->store);
    free(s);
}

/* ---- Opening. */

/* One broken file is evidence, more of them fill the disk. Called before another one is moved aside. */
static void remove_older_broken(const struct history_store *s, const char *newest)
{
    DIR *entries = opendir(s->folder);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (strncmp(entry->d_name, BROKEN, strlen(BROKEN)) == 0 &&
            strncmp(entry->d_name, newest, strlen(BROKEN) + 10) < 0)
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
}

static void keep_newest_broken(const struct history_store *s)
{
    char newest[NAME_MAX + 1] = "";
    DIR *entries = opendir(s->folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (strncmp(entry->d_name, BROKEN, strlen(BROKEN)) == 0 && strcmp(entry->d_name, newest) > 0)
            snprintf(newest, sizeof(newest), "%s", entry->d_name);
    if (entries)
        closedir(entries);
    remove_older_broken(s, newest);
}

static struct err open_file(struct history_store *s, bool *ret_moved_aside)
{
    const struct store_options options = {
        .path = s->path, .durability = STORE_NORMAL, .check = true, .migrations = HISTORY_MIGRATIONS};
    struct err e = store_open(&options, &s->store, ret_moved_aside);
    if (err_is(e))
        return e;
    e = store_execute(s->store, BOUNDS);
    return err_is(e) ? e : store_execute(s->store, HISTORY_PROBE);
}

/* A database without our tables is somebody else's, or of another version: it is set aside whole. */
static bool is_foreign(struct err e)
{
    return e.kind == ERR_STORE && (e.code & 0xFF) == 1; /* SQLITE_ERROR: no such table or column */
}

static struct err open_ours(struct history_store *s, bool *ret_moved_aside)
{
    struct err e = open_file(s, ret_moved_aside);
    if (!is_foreign(e))
        return e;
    store_close(&s->store);
    store_move_aside(s->path);
    bool again;
    e = open_file(s, &again);
    *ret_moved_aside = true;
    return e;
}

/* Folders could be read-only, or files stand in their place: the next call tries again. */
static struct err open_store(struct history_store *s, bool *ret_moved_aside)
{
    *ret_moved_aside = false;
    struct err e = file_writable_folder(s->folder);
    if (!err_is(e))
        e = open_ours(s, ret_moved_aside);
    if (!err_is(e) && stat(s->path, &s->opened) != 0)
        e = err_system("history.stat");
    for (int i = 0; i < HISTORY_STATEMENTS && !err_is(e); i++)
        s->statements[i] = store_prepare(s->store, HISTORY_SQL[i]);
    if (*ret_moved_aside)
        keep_newest_broken(s);
    if (err_is(e))
        store_close(&s->store);
    return e;
}

/* Removed or replaced under us: SQLite would go on writing to a file that nobody finds. */
static bool is_still_there(const struct history_store *s)
{
    struct stat now;
    return stat(s->path, &now) == 0 && now.st_ino == s->opened.st_ino && now.st_dev == s->opened.st_dev;
}

static struct err ready(struct history_store *s, bool *ret_moved_aside)
{
    *ret_moved_aside = false;
    if (s->store && !is_still_there(s))
        store_close(&s->store);
    return s->store ? ERR_OK : open_store(s, ret_moved_aside);
}

static uint64_t size_of(const char *path, const char *suffix)
{
    char name[PATH_MAX + 32];
    struct stat status;
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    return stat(name, &status) == 0 && status.st_size > 0 ? (uint64_t)status.st_size : 0;
}

/* After an error the connection may be in any state: the next call begins anew, and finds out there what is
 * wrong with the file. */
static struct err finish(struct history_store *s, struct err e, struct history_store_facts *facts)
{
    if (err_is(e))
        store_close(&s->store);
    else
        facts->bytes = size_of(s->path, "") + size_of(s->path, "-wal") + size_of(s->path, "-shm");
    return e;
}

/* ---- Writing. */

static struct err write_rows(struct history_store *s, const struct history_batch *b)
{
    struct err e = ERR_OK;
    for (size_t i = 0; i < b->sample_count && !err_is(e); i++) {
        history_bind_sample(s->statements[HISTORY_ADD_SAMPLE], &b->samples[i]);
        e = store_run(s->statements[HISTORY_ADD_SAMPLE]);
        history_bind_slice(s->statements[HISTORY_ADD_TO_SLICE], &b->samples[i]);
        if (!err_is(e))
            e = store_run(s->statements[HISTORY_ADD_TO_SLICE]);
    }
    for (size_t i = 0; i < b->transition_count && !err_is(e); i++) {
        history_bind_transition(s->statements[HISTORY_ADD_TRANSITION], &b->transitions[i]);
        e = store_run(s->statements[HISTORY_ADD_TRANSITION]);
    }
    for (size_t i = 0; i < b->incident_count && !err_is(e); i++) {
        history_bind_incident(s->statements[HISTORY_PUT_INCIDENT], &b->incidents[i]);
        e = store_run(s->statements[HISTORY_PUT_INCIDENT]);
    }
    if (err_is(e) || !b->record)
        return e;
    history_bind_record(s->statements[HISTORY_PUT_RECORD], b->record);
    return store_run(s->statements[HISTORY_PUT_RECORD]);
}

static struct err prune(struct history_store *s)
{
    return ++s->batches % BATCHES_PER_PRUNE == 1 ? store_execute(s->store, HISTORY_PRUNE) : ERR_OK;
}

struct err history_store_write(struct history_store *s, const struct history_batch *b,
                               struct history_store_facts *ret_facts)
{
    *ret_facts = (struct history_store_facts){0};
    struct err e = ready(s, &ret_facts->moved_aside);
    if (err_is(e))
        return e;
    e = store_begin(s->store);
    if (!err_is(e))
        e = write_rows(s, b);
    if (!err_is(e))
        e = prune(s);
    if (err_is(e))
        store_rollback(s->store);
    else
        e = store_commit(s->store);
    return finish(s, e, ret_facts);
}

/* ---- Loading. */

static struct err load_samples(struct history_store *s, int64_t now_s, struct history_view *view)
{
    struct store_statement *statement = s->statements[HISTORY_READ_SAMPLES];
    store_bind_int(statement, 1, now_s - LOADED_SAMPLES_S);
    for (bool row;;) {
        struct err e = store_step(statement, &row);
        if (err_is(e) || !row)
            return e;
        struct history_sample sample = history_read_sample(statement);
        struct history_slice slice = history_slice_of(&sample);
        history_view_add_old(view, HISTORY_30_S, &slice, now_s);
        history_view_add_old(view, HISTORY_16_MIN, &slice, now_s);
    }
}

static struct err load_slices(struct history_store *s, int64_t now_s, struct history_view *view)
{
    struct store_statement *statement = s->statements[HISTORY_READ_SLICES];
    for (bool row;;) {
        struct err e = store_step(statement, &row);
        if (err_is(e) || !row)
            return e;
        struct history_slice slice = history_read_slice(statement);
        history_view_add_old(view, HISTORY_5_MIN, &slice, now_s);
        history_view_add_old(view, HISTORY_1_HOUR, &slice, now_s);
    }
}

static struct err load_incidents(struct history_store *s, struct history_loaded *loaded)
{
    struct store_statement *statement = s->statements[HISTORY_READ_INCIDENTS];
    store_bind_int(statement, 1, HISTORY_INCIDENTS_MAX);
    for (bool row;;) {
        struct err e = store_step(statement, &row);
        if (err_is(e) || !row)
            return e;
        struct incident incident = history_read_incident(statement);
        history_view_put_incident(loaded->view, &incident);
        if (!incident.ended_ms) {
            loaded->has_open = true;
            loaded->open.incident = incident;
        }
    }
}

/* The present boot of the machine (random(4)); "" where there is no such file. */
static void read_boot(char *boot)
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, boot, HISTORY_BOOT_SIZE - 1);
    if (fd >= 0)
        close(fd);
    boot[n > 0 ? n : 0] = '\0';
    boot[strcspn(boot, "\n")] = '\0';
}

static struct err load_record(struct history_store *s, struct history_loaded *loaded)
{
    struct store_statement *record = s->statements[HISTORY_READ_RECORD];
    struct store_statement *last = s->statements[HISTORY_LAST_SAMPLE];
    struct err e = store_step(record, &loaded->has_record);
    if (!err_is(e) && loaded->has_record) {
        history_read_record(record, &loaded->record);
        loaded->open.life_ms = loaded->record.sampler.life_ms;
        store_reset(record);
    }
    bool row = false;
    if (!err_is(e))
        e = store_step(last, &row);
    if (row) {
        loaded->open.observed_s = store_column_int(last, 0);
        store_reset(last);
    }
    return e;
}

struct err history_store_load(struct history_store *s, int64_t now_s, struct history_loaded *ret_loaded,
                              struct history_store_facts *ret_facts)
{
    *ret_facts = (struct history_store_facts){0};
    memset(ret_loaded, 0, sizeof(*ret_loaded));
    read_boot(ret_loaded->boot);
    struct err e = ready(s, &ret_facts->moved_aside);
    if (err_is(e))
        return e;
    ret_loaded->view = history_view_create();
    e = load_samples(s, now_s, ret_loaded->view);
    if (!err_is(e))
        e = load_slices(s, now_s, ret_loaded->view);
    if (!err_is(e))
        e = load_incidents(s, ret_loaded);
    if (!err_is(e))
        e = load_record(s, ret_loaded);
    if (err_is(e))
        history_view_destroy(&ret_loaded->view);
    return finish(s, e, ret_facts);
}
