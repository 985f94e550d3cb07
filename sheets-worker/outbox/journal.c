/* The outbox in SQLite. */
#include "journal.h"

#include "array_len.h"
#include "buffer.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

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
    /* Rows for spreadsheets other than the present one, whose id is the memo `home`. */
    "CREATE TABLE aside (home TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,"
    "  accepted_ms INTEGER NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL, d TEXT NOT NULL,"
    "  PRIMARY KEY (home, key)) WITHOUT ROWID;",
    NULL,
};

struct journal {
    struct store *store;
    struct store_statement *put, *find, *remember, *is_applied, *forget, *operations, *oldest, *settle, *bury,
        *sweep, *counts, *memo, *keep_memo;
    bool in_transaction;
    uint64_t last_version, committed_version;
    char *memo_text;           /* as journal_memo handed it out */
    size_t waiting;            /* an upper bound between two counts, for the cap */
    size_t known_ops, new_ops; /* committed ones, and those of the open transaction */
};

static void prepare(struct journal *j)
{
    struct store *s = j->store;
    /* A newer version keeps its place in the queue: the age of the outbox is the age of the oldest unsent
     * change. */
    j->put = store_prepare(
        s, "INSERT INTO rows (key, version, accepted_ms, b, c, d) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
           "ON CONFLICT (key) DO UPDATE SET version = excluded.version, b = excluded.b, c = excluded.c, "
           "d = excluded.d, refused = NULL, "
           "accepted_ms = CASE WHEN refused IS NULL THEN accepted_ms ELSE excluded.accepted_ms END");
    j->find = store_prepare(s, "SELECT key, b, c, d FROM rows WHERE key = ?1");
    j->remember = store_prepare(s, "INSERT INTO applied (op, key, applied_ms) VALUES (?1, ?2, ?3)");
    j->is_applied = store_prepare(s, "SELECT 1 FROM applied WHERE op = ?1 AND key = ?2");
    j->forget = store_prepare(s, "DELETE FROM applied WHERE (op, key) IN "
                                 "(SELECT op, key FROM applied ORDER BY applied_ms LIMIT ?1)");
    j->operations = store_prepare(s, "SELECT count(*) FROM applied");
    j->oldest =
        store_prepare(s, "SELECT key, b, c, d, version FROM rows WHERE refused IS NULL AND version <= ?2 "
                         "ORDER BY accepted_ms, key LIMIT ?1");
    j->settle = store_prepare(s, "DELETE FROM rows WHERE key = ?1 AND version = ?2 RETURNING 1");
    j->bury = store_prepare(s, "UPDATE rows SET refused = ?3 WHERE key = ?1 AND version = ?2");
    j->sweep = store_prepare(s, "DELETE FROM applied WHERE applied_ms < max(?1, ifnull((SELECT applied_ms "
                                "FROM applied ORDER BY applied_ms DESC LIMIT 1 OFFSET ?2), 0))");
    j->counts = store_prepare(s, "SELECT (SELECT count(*) FROM rows WHERE refused IS NULL), "
                                 "(SELECT count(*) FROM rows WHERE refused IS NOT NULL), "
                                 "(SELECT min(accepted_ms) FROM rows WHERE refused IS NULL)");
    j->memo = store_prepare(s, "SELECT value FROM memos WHERE name = ?1");
    j->keep_memo = store_prepare(s, "INSERT INTO memos (name, value) VALUES (?1, ?2) "
                                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
}

static size_t count_operations(struct journal *j)
{
    bool row = false;
    (void)store_step(j->operations, &row);
    size_t count = row ? (size_t)store_column_int(j->operations, 0) : 0;
    store_reset(j->operations);
    return count;
}

static uint64_t read_last_version(struct journal *j)
{
    bool row = false;
    struct store_statement *s = store_prepare(j->store, "SELECT ifnull(max(version), 0) FROM rows");
    (void)store_step(s, &row);
    uint64_t version = row ? (uint64_t)store_column_int(s, 0) : 0;
    store_reset(s);
    return version;
}

struct err journal_open(const char *path, struct journal **ret_journal, bool *ret_moved_aside)
{
    struct journal *j = calloc(1, sizeof(*j));
    if (!j)
        abort();
    const struct store_options options = {.path = path, .durability = STORE_FULL, .migrations = MIGRATIONS};
    struct err e = store_open(&options, &j->store, ret_moved_aside);
    if (!err_is(e))
        e = store_execute(j->store, "UPDATE rows SET refused = NULL WHERE refused IS NOT NULL");
    if (err_is(e)) {
        journal_close(&j);
        return e;
    }
    prepare(j);
    j->last_version = j->committed_version = read_last_version(j);
    j->waiting = journal_counts(j).waiting;
    j->known_ops = count_operations(j);
    *ret_journal = j;
    return ERR_OK;
}

static struct err roll_back(struct journal *j, struct err e)
{
    store_rollback(j->store);
    j->in_transaction = false;
    j->new_ops = 0;
    return e;
}

/* Each statement's parameters are the old home and the new one. */
static struct err move(struct journal *j, const char *old_home, const char *new_home)
{
    static const char *const STEPS[] = {
        "INSERT OR REPLACE INTO aside SELECT ?1, key, version, accepted_ms, b, c, d FROM rows WHERE ?1 <> ?2",
        "DELETE FROM rows WHERE ?1 <> ?2",
        ("INSERT INTO rows (key, version, accepted_ms, b, c, d) "
         "SELECT key, version, accepted_ms, b, c, d FROM aside WHERE home = ?2 AND ?1 <> ?2"),
        "DELETE FROM aside WHERE home = ?2 AND ?1 <> ?2",
    };
    struct err e = ERR_OK;
    for (size_t i = 0; i < ARRAY_LEN(STEPS) && !err_is(e); i++) {
        struct store_statement *step = store_prepare(j->store, STEPS[i]);
        store_bind_text(step, 1, old_home);
        store_bind_text(step, 2, new_home);
        e = store_run(step);
    }
    return e;
}

static size_t count_aside(struct journal *j)
{
    bool row = false;
    struct store_statement *s = store_prepare(j->store, "SELECT count(*) FROM aside");
    (void)store_step(s, &row);
    size_t count = row ? (size_t)store_column_int(s, 0) : 0;
    store_reset(s);
    return count;
}

struct err journal_enter(struct journal *j, const char *home, size_t *ret_aside)
{
    struct buffer old_home;
    buffer_init(&old_home, 1024);
    buffer_text(&old_home, journal_memo(j, "home"));
    store_reset(j->memo);
    struct err e = store_begin(j->store);
    if (!err_is(e) && old_home.length)
        e = move(j, buffer_string(&old_home), home);
    if (!err_is(e))
        journal_keep_memo(j, "home", home);
    e = err_is(e) ? roll_back(j, e) : store_commit(j->store);
    buffer_free(&old_home);
    if (err_is(e))
        return e;
    *ret_aside = count_aside(j);
    uint64_t newest = read_last_version(j); /* those that came back may be newer */
    j->last_version = j->committed_version = newest > j->last_version ? newest : j->last_version;
    j->waiting = journal_counts(j).waiting;
    return ERR_OK;
}

void journal_close(struct journal **take_journal)
{
    struct journal *j = *take_journal;
    if (!j)
        return;
    *take_journal = NULL;
    if (j->in_transaction)
        store_rollback(j->store);
    store_close(&j->store);
    free(j->memo_text);
    free(j);
}

/* ---- Accepting. */

static struct err begin(struct journal *j)
{
    struct err e = j->in_transaction ? ERR_OK : store_begin(j->store);
    j->in_transaction = !err_is(e);
    return e;
}

static struct err is_applied(struct journal *j, const char *op, const char *key, bool *ret_applied)
{
    store_bind_text(j->is_applied, 1, op);
    store_bind_text(j->is_applied, 2, key);
    struct err e = store_step(j->is_applied, ret_applied);
    store_reset(j->is_applied);
    return e;
}

static struct err put_row(struct journal *j, const struct row *row, int64_t wall_ms)
{
    store_bind_text(j->put, 1, row->key);
    store_bind_int(j->put, 2, (int64_t)++j->last_version);
    store_bind_int(j->put, 3, wall_ms);
    store_bind_text(j->put, 4, row->b);
    store_bind_text(j->put, 5, row->c);
    store_bind_text(j->put, 6, row->d);
    return store_run(j->put);
}

static struct err remember(struct journal *j, const char *op, const char *key, int64_t wall_ms)
{
    store_bind_text(j->remember, 1, op);
    store_bind_text(j->remember, 2, key);
    store_bind_int(j->remember, 3, wall_ms);
    return store_run(j->remember);
}

struct err journal_put(struct journal *j, const char *op, const struct row *row, int64_t wall_ms,
                       bool *ret_repeated)
{
    struct row present;
    *ret_repeated = false;
    struct err e = is_applied(j, op, row->key, ret_repeated);
    if (err_is(e))
        return j->in_transaction ? roll_back(j, e) : e;
    if (*ret_repeated)
        return ERR_OK;
    if (j->waiting >= JOURNAL_ROWS_MOST && !journal_find(j, row->key, &present))
        return err_make(ERR_FULL, "journal.rows", JOURNAL_ROWS_MOST);
    e = begin(j);
    if (!err_is(e))
        e = put_row(j, row, wall_ms);
    if (!err_is(e))
        e = remember(j, op, row->key, wall_ms);
    j->waiting++;
    j->new_ops++;
    return err_is(e) ? roll_back(j, e) : ERR_OK;
}

/* As many as came too many, in the transaction that brought them: left to the sweep, a minute's would be one
 * long stop. Returns how many. */
static size_t forget_surplus(struct journal *j)
{
    size_t ops = j->known_ops + j->new_ops;
    if (ops <= JOURNAL_OPS_MOST)
        return 0;
    store_bind_int(j->forget, 1, (int64_t)(ops - JOURNAL_OPS_MOST));
    return err_is(store_run(j->forget)) ? 0 : ops - JOURNAL_OPS_MOST;
}

struct err journal_commit(struct journal *j)
{
    if (!j->in_transaction)
        return ERR_OK;
    j->in_transaction = false;
    store_reset(j->find); /* an open read would keep the WAL from being emptied */
    size_t forgotten = forget_surplus(j);
    struct err e = store_commit(j->store);
    if (!err_is(e)) {
        j->committed_version = j->last_version;
        j->known_ops += j->new_ops - forgotten;
    }
    j->new_ops = 0;
    return e;
}

/* ---- Asking. */

static struct row column_row(struct store_statement *s)
{
    return (struct row){store_column_text(s, 0), store_column_text(s, 1), store_column_text(s, 2),
                        store_column_text(s, 3)};
}

bool journal_find(struct journal *j, const char *key, struct row *ret_row)
{
    bool row = false;
    store_reset(j->find);
    store_bind_text(j->find, 1, key);
    if (err_is(store_step(j->find, &row)) || !row)
        return false;
    *ret_row = column_row(j->find); /* the statement stays on its row: its texts live until the next find */
    return true;
}

void journal_oldest(struct journal *j, size_t most,
                    bool (*each)(void *ctx, const struct waiting_row *waiting), void *ctx)
{
    bool row = false;
    store_bind_int(j->oldest, 1, (int64_t)most);
    store_bind_int(j->oldest, 2, (int64_t)j->committed_version);
    while (!err_is(store_step(j->oldest, &row)) && row) {
        const struct waiting_row waiting = {column_row(j->oldest), (uint64_t)store_column_int(j->oldest, 4)};
        if (!each(ctx, &waiting))
            break;
    }
    store_reset(j->oldest);
}

struct journal_counts journal_counts(struct journal *j)
{
    bool row = false;
    struct journal_counts counts = {0};
    if (!err_is(store_step(j->counts, &row)) && row)
        counts =
            (struct journal_counts){(size_t)store_column_int(j->counts, 0),
                                    (size_t)store_column_int(j->counts, 1), store_column_int(j->counts, 2)};
    store_reset(j->counts);
    j->waiting = counts.waiting;
    return counts;
}

/* ---- Leaving. */

size_t journal_settle(struct journal *j, const struct waiting_row *rows, size_t count)
{
    size_t left = 0;
    store_reset(j->find);
    bool own = !j->in_transaction;
    if (own && err_is(store_begin(j->store)))
        return 0; /* they are still there, and will be found to be in the sheet */
    for (size_t i = 0; i < count; i++) {
        bool row = false;
        store_bind_text(j->settle, 1, rows[i].row.key);
        store_bind_int(j->settle, 2, (int64_t)rows[i].version);
        (void)store_step(j->settle, &row);
        left += row;
        store_reset(j->settle);
    }
    return own && err_is(store_commit(j->store)) ? 0 : left;
}

void journal_bury(struct journal *j, const struct waiting_row *waiting, const char *reason)
{
    store_bind_text(j->bury, 1, waiting->row.key);
    store_bind_int(j->bury, 2, (int64_t)waiting->version);
    store_bind_text(j->bury, 3, reason);
    (void)store_run(j->bury);
}

void journal_sweep(struct journal *j, int64_t wall_ms)
{
    store_bind_int(j->sweep, 1, wall_ms - JOURNAL_OPS_KEPT_MS);
    store_bind_int(j->sweep, 2, JOURNAL_OPS_MOST);
    (void)store_run(j->sweep);
    j->known_ops = count_operations(j);
}

/* ---- Memos. */

const char *journal_memo(struct journal *j, const char *name)
{
    bool row = false;
    store_bind_text(j->memo, 1, name);
    (void)store_step(j->memo, &row);
    free(j->memo_text);
    j->memo_text = strdup(row ? store_column_text(j->memo, 0) : "");
    if (!j->memo_text)
        abort();
    store_reset(j->memo); /* left open it would keep the WAL from ever being emptied */
    return j->memo_text;
}

void journal_keep_memo(struct journal *j, const char *name, const char *value)
{
    store_bind_text(j->keep_memo, 1, name);
    store_bind_text(j->keep_memo, 2, value);
    (void)store_run(j->keep_memo);
}
