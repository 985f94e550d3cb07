/* Opening the outbox's file and reading it; its statements. */
#include "journal_file_inside.h"

#include "cell.h"
#include "file.h"
#include "store_emptied.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Somebody else's lock is tried again by whoever calls, who has other things to do in between. */
#define LOCK_WAIT_MS 250

static const char *const MIGRATIONS[] = {
    "CREATE TABLE rows ("
    "  key TEXT PRIMARY KEY, version INTEGER NOT NULL, accepted_ms INTEGER NOT NULL,"
    "  b TEXT NOT NULL, c TEXT NOT NULL, d TEXT NOT NULL,"
    "  refused TEXT" /* why Google does not take it; NULL: it waits */
    ") WITHOUT ROWID;"
    "CREATE INDEX rows_waiting ON rows (accepted_ms, key) WHERE refused IS NULL;"
    "CREATE VIEW dead_letters AS SELECT key, b, c, d, refused FROM rows WHERE refused IS NOT NULL;"
    "CREATE TABLE applied (op TEXT NOT NULL, key TEXT NOT NULL, applied_ms INTEGER NOT NULL, PRIMARY KEY "
    "(op, key)) WITHOUT ROWID;"
    "CREATE INDEX applied_age ON applied (applied_ms);"
    "CREATE TABLE memos (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
    /* Rows for spreadsheets other than the present one, whose name is the memo `home`. */
    "CREATE TABLE aside (home TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,"
    "  accepted_ms INTEGER NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL, d TEXT NOT NULL,"
    "  PRIMARY KEY (home, key)) WITHOUT ROWID;",
    /* Changes of rows that nobody had read (kept_changes.h), of all targets. */
    "CREATE TABLE kept (home TEXT NOT NULL, key TEXT NOT NULL, op TEXT NOT NULL, version INTEGER NOT NULL,"
    "  accepted_ms INTEGER NOT NULL, change TEXT NOT NULL, PRIMARY KEY (home, key, op)) WITHOUT ROWID;",
    NULL,
};

/* A newer version keeps its place in the queue: the age of the outbox is the age of the oldest unsent change.
 */
static const char PUT[] =
    "INSERT INTO rows (key, version, accepted_ms, b, c, d, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT (key) DO UPDATE SET version = excluded.version, b = excluded.b, c = excluded.c, "
    "d = excluded.d, refused = excluded.refused, "
    "accepted_ms = CASE WHEN refused IS NULL THEN accepted_ms ELSE excluded.accepted_ms END";
static const char LEAVE[] = "DELETE FROM rows WHERE key = ?1 AND version <= ?2";
static const char IS_APPLIED[] = "SELECT 1 FROM applied WHERE op = ?1 AND key = ?2";
static const char REMEMBER[] = "INSERT OR IGNORE INTO applied (op, key, applied_ms) VALUES (?1, ?2, ?3)";
static const char FORGET_OLDEST[] =
    "DELETE FROM applied WHERE (op, key) IN (SELECT op, key FROM applied ORDER BY applied_ms LIMIT ?1)";
static const char FORGET_OLDER[] = "DELETE FROM applied WHERE applied_ms < ?1";
static const char OPERATIONS[] = "SELECT count(*) FROM applied";
static const char KEEP_MEMO[] = "INSERT INTO memos (name, value) VALUES (?1, ?2) "
                                "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
/* As much as a put of some length needs, so that a disk with room for this has room for a row. */
static const char PROBE[] = "INSERT INTO memos (name, value) VALUES ('probe', hex(randomblob(12000))) "
                            "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
static const char ROWS[] = "SELECT key, b, c, d, version, accepted_ms FROM rows ORDER BY accepted_ms, key";
static const char MEMOS[] = "SELECT name, value FROM memos WHERE name <> 'probe'";
static const char NEWEST[] =
    "SELECT max(ifnull((SELECT max(version) FROM rows), 0), ifnull((SELECT max(version) FROM aside), 0), "
    "ifnull((SELECT max(version) FROM kept), 0))";
static const char KEEP[] = "INSERT OR IGNORE INTO kept (home, key, op, version, accepted_ms, change) "
                           "VALUES (" JOURNAL_TARGET ", ?1, ?2, ?3, ?4, ?5)";
static const char FOLDED[] = "DELETE FROM kept WHERE home = " JOURNAL_TARGET " AND key = ?1 AND version < ?2";
static const char KEPT[] =
    "SELECT key, version, accepted_ms, op, change FROM kept WHERE home = " JOURNAL_TARGET " ORDER BY version";

static const char *const STATEMENTS[] = {PUT,          LEAVE,      IS_APPLIED, REMEMBER, FORGET_OLDEST,
                                         FORGET_OLDER, OPERATIONS, PROBE,      ROWS,     MEMOS,
                                         NEWEST,       KEEP,       FOLDED,     KEPT,     NULL};

static void prepare(struct journal_file *f)
{
    struct store *s = f->store;
    f->put = store_prepare(s, PUT);
    f->leave = store_prepare(s, LEAVE);
    f->is_applied = store_prepare(s, IS_APPLIED);
    f->remember = store_prepare(s, REMEMBER);
    f->forget_oldest = store_prepare(s, FORGET_OLDEST);
    f->forget_older = store_prepare(s, FORGET_OLDER);
    f->operations = store_prepare(s, OPERATIONS);
    f->keep_memo = store_prepare(s, KEEP_MEMO);
    f->probe = store_prepare(s, PROBE);
    f->rows = store_prepare(s, ROWS);
    f->memos = store_prepare(s, MEMOS);
    f->newest = store_prepare(s, NEWEST);
    f->keep = store_prepare(s, KEEP);
    f->folded = store_prepare(s, FOLDED);
    f->kept = store_prepare(s, KEPT);
}

int64_t journal_file_number(struct store_statement *s)
{
    bool row = false;
    (void)store_step(s, &row);
    int64_t value = row ? store_column_int(s, 0) : 0;
    store_reset(s);
    return value;
}

/* ---- Opening. */

static void remember_identity(struct journal_file *f)
{
    struct stat found;
    if (!f->path || stat(f->path, &found) != 0)
        return;
    f->device = found.st_dev;
    f->inode = found.st_ino;
}

bool journal_file_is_there(const struct journal_file *f)
{
    struct stat found;
    return !f->path || (stat(f->path, &found) == 0 && found.st_dev == f->device && found.st_ino == f->inode &&
                        found.st_size > 0);
}

static struct err open_store(struct journal_file *f, bool alone, struct journal_found *found)
{
    const struct store_options options = {.path = f->path,
                                          .durability = STORE_FULL,
                                          .migrations = MIGRATIONS,
                                          .statements = STATEMENTS,
                                          .lock_wait_ms = LOCK_WAIT_MS,
                                          .alone = alone};
    struct err e = store_open(&options, &f->store, &found->moved_aside);
    found->alone = alone && !err_is(e);
    return e;
}

static off_t length_of(const char *path, const char *suffix)
{
    struct stat found;
    char name[4300];
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    return stat(name, &found) == 0 && S_ISREG(found.st_mode) ? found.st_size : 0;
}

/* Could rows wait in a file that cannot be opened? No, if it can be read and holds none. */
static bool may_hold_rows(const char *path)
{
    static const char *const STATEMENT[] = {
        "SELECT (SELECT count(*) FROM rows) + (SELECT count(*) FROM aside)", NULL};
    const struct store_options options = {.path = path, .statements = STATEMENT, .only_read = true};
    struct store *store = NULL;
    bool moved_aside, holds = true;
    if (!length_of(path, "") && !length_of(path, "-wal"))
        return false;
    if (length_of(path, "-wal") || err_is(store_open(&options, &store, &moved_aside)))
        return true;
    holds = journal_file_number(store_prepare(store, STATEMENT[0])) > 0;
    store_close(&store);
    return holds;
}

/* The folder exists for nobody's writing: a setting, not a fault that passes. */
static bool is_no_place(struct err e)
{
    return e.kind == ERR_SYSTEM && e.code != ENOSPC && e.code != EIO && e.code != EDQUOT;
}

static struct err open_path(struct journal_file *f, const char *folder, struct journal_found *found)
{
    struct err no_folder = file_writable_folder(folder);
    found->emptied = !err_is(no_folder) && store_emptied(f->path);
    struct err e = err_is(no_folder) ? no_folder : open_store(f, false, found);
    if (!err_is(e) || store_is_broken(e))
        return e;
    found->no_place = is_no_place(no_folder);
    if (!err_is(no_folder) && store_code(e) != STORE_BUSY && length_of(f->path, "") &&
        !err_is(open_store(f, true, found)))
        return ERR_OK;
    found->may_hold_rows = may_hold_rows(f->path);
    return e;
}

struct err journal_file_open(const char *folder, const char *target, struct journal_file **ret_file,
                             struct journal_found *ret_found)
{
    struct journal_file *f = calloc(1, sizeof(*f));
    if (!f || (folder && asprintf(&f->path, "%s/outbox.db", folder) < 0))
        abort();
    *ret_found = (struct journal_found){0};
    struct err e = folder ? open_path(f, folder, ret_found) : open_store(f, false, ret_found);
    if (!err_is(e)) {
        remember_identity(f);
        prepare(f);
        journal_file_prepare_targets(f);
        e = journal_file_enter(f, target);
    }
    if (err_is(e)) {
        ret_found->may_hold_rows |= f->store != NULL;
        journal_file_close(&f);
        return e;
    }
    f->known_ops = (size_t)journal_file_number(f->operations);
    ret_found->parked = (size_t)journal_file_number(f->count_parked);
    ret_found->last_version = (uint64_t)journal_file_number(f->newest);
    *ret_file = f;
    return ERR_OK;
}

void journal_file_close(struct journal_file **take_file)
{
    struct journal_file *f = *take_file;
    if (!f)
        return;
    *take_file = NULL;
    store_close(&f->store);
    free(f->path);
    free(f);
}

/* ---- Reading. */

struct waiting_rows *journal_file_rows(struct journal_file *f)
{
    bool row = false;
    struct waiting_rows *rows = waiting_rows_create();
    struct store_statement *s = f->rows;
    while (!err_is(store_step(s, &row)) && row) {
        uint64_t id = 0;
        const struct row found = {store_column_text(s, 0), store_column_text(s, 1), store_column_text(s, 2),
                                  store_column_text(s, 3)};
        if (!cell_id(found.key, &id))
            continue; /* no key of ours */
        waiting_rows_put(rows, &found, (uint64_t)store_column_int(s, 4), store_column_int(s, 5));
    }
    return rows;
}

void journal_file_kept(struct journal_file *f, struct kept_changes *kept)
{
    bool row = false;
    while (!err_is(store_step(f->kept, &row)) && row) {
        uint64_t id = 0;
        if (cell_id(store_column_text(f->kept, 0), &id))
            kept_changes_add(kept, id, (uint64_t)store_column_int(f->kept, 1), store_column_int(f->kept, 2),
                             store_column_text(f->kept, 3), store_column_text(f->kept, 4));
    }
}

void journal_file_memos(struct journal_file *f, void (*each)(void *ctx, const char *name, const char *value),
                        void *ctx)
{
    bool row = false;
    while (!err_is(store_step(f->memos, &row)) && row)
        each(ctx, store_column_text(f->memos, 0), store_column_text(f->memos, 1));
}
