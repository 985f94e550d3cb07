/* The outbox in SQLite. */
#include "journal_inside.h"

#include "cell.h"

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
    j->find = store_prepare(s, "SELECT key, b, c, d, version FROM rows WHERE key = ?1");
    j->remember = store_prepare(s, "INSERT INTO applied (op, key, applied_ms) VALUES (?1, ?2, ?3)");
    j->is_applied = store_prepare(s, "SELECT 1 FROM applied WHERE op = ?1 AND key = ?2");
    j->forget = store_prepare(s, "DELETE FROM applied WHERE (op, key) IN "
                                 "(SELECT op, key FROM applied ORDER BY applied_ms LIMIT ?1)");
    j->operations = store_prepare(s, "SELECT count(*) FROM applied");
    j->oldest = store_prepare(
        s, "SELECT key, b, c, d, version, accepted_ms FROM rows WHERE refused IS NULL AND version <= ?2 "
           "ORDER BY accepted_ms, key LIMIT ?1");
    j->settle = store_prepare(s, "DELETE FROM rows WHERE key = ?1 AND version = ?2 RETURNING 1");
    j->bury = store_prepare(s, "UPDATE rows SET refused = ?3 WHERE key = ?1 AND version = ?2");
    j->sweep = store_prepare(s, "DELETE FROM applied WHERE applied_ms < max(?1, ifnull((SELECT applied_ms "
                                "FROM applied ORDER BY applied_ms DESC LIMIT 1 OFFSET ?2), 0))");
    j->counts = store_prepare(s, "SELECT (SELECT count(*) FROM rows WHERE refused IS NULL), "
                                 "(SELECT count(*) FROM rows WHERE refused IS NOT NULL), "
                                 "(SELECT min(accepted_ms) FROM rows WHERE refused IS NULL)");
    journal_prepare_homes(j);
}

static size_t count_operations(struct journal *j)
{
    bool row = false;
    (void)store_step(j->operations, &row);
    size_t count = row ? (size_t)store_column_int(j->operations, 0) : 0;
    store_reset(j->operations);
    return count;
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
    j->last_version = j->committed_version = journal_last_version(j);
    j->waiting = journal_counts(j).waiting;
    j->known_ops = count_operations(j);
    *ret_journal = j;
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
    done_free(&j->done);
    free(j->memo_text);
    free(j);
}

/* ---- Accepting. */

static struct err roll_back(struct journal *j, struct err e)
{
    store_rollback(j->store);
    j->in_transaction = false;
    j->new_ops = 0;
    return e;
}

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

static uint64_t id_of(const char *key)
{
    uint64_t id = 0;
    (void)cell_id(key, &id);
    return id;
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
    if (err_is(e)) {
        j->new_ops = 0;
        return e;
    }
    j->committed_version = j->last_version;
    j->known_ops += j->new_ops - forgotten;
    j->new_ops = 0;
    (void)journal_tidy(j); /* there is room again */
    return ERR_OK;
}

/* ---- Asking. */

static struct row column_row(struct store_statement *s)
{
    return (struct row){store_column_text(s, 0), store_column_text(s, 1), store_column_text(s, 2),
                        store_column_text(s, 3)};
}

static enum done_how how_done(const struct journal *j, const char *key, int64_t version)
{
    return done_how(&j->done, id_of(key), (uint64_t)version);
}

bool journal_find(struct journal *j, const char *key, struct row *ret_row)
{
    bool row = false;
    store_reset(j->find);
    store_bind_text(j->find, 1, key);
    if (err_is(store_step(j->find, &row)) || !row ||
        how_done(j, key, store_column_int(j->find, 4)) == DONE_IN_SHEET)
        return false;
    *ret_row = column_row(j->find); /* the statement stays on its row: its texts live until the next find */
    return true;
}

/* The next waiting row that is not done, false: there is none. */
static bool next_oldest(struct journal *j)
{
    bool row = false;
    while (!err_is(store_step(j->oldest, &row)) && row)
        if (how_done(j, store_column_text(j->oldest, 0), store_column_int(j->oldest, 4)) == DONE_NOT)
            return true;
    return false;
}

static void begin_oldest(struct journal *j, size_t most)
{
    store_bind_int(j->oldest, 1, (int64_t)(most + j->done.count));
    store_bind_int(j->oldest, 2, (int64_t)j->committed_version);
}

void journal_oldest(struct journal *j, size_t most,
                    bool (*each)(void *ctx, const struct waiting_row *waiting), void *ctx)
{
    begin_oldest(j, most);
    while (most-- && next_oldest(j)) {
        const struct waiting_row waiting = {column_row(j->oldest), (uint64_t)store_column_int(j->oldest, 4)};
        if (!each(ctx, &waiting))
            break;
    }
    store_reset(j->oldest);
}

/* As it would be if the disk knew what is done. Counts each row: versions that are newer than done wait. */
static void correct(struct journal *j, struct journal_counts *counts)
{
    counts->waiting = 0;
    counts->dead += done_count(&j->done, DONE_REFUSED);
    counts->oldest_wall_ms = 0;
    begin_oldest(j, JOURNAL_ROWS_MOST);
    while (next_oldest(j))
        if (counts->waiting++ == 0)
            counts->oldest_wall_ms = store_column_int(j->oldest, 5);
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
    if (j->done.count)
        correct(j, &counts);
    return counts;
}

/* ---- Leaving. */

static bool settle_one(struct journal *j, const char *key, uint64_t version)
{
    bool row = false;
    store_bind_text(j->settle, 1, key);
    store_bind_int(j->settle, 2, (int64_t)version);
    (void)store_step(j->settle, &row);
    store_reset(j->settle);
    return row;
}

static struct err bury_one(struct journal *j, const char *key, uint64_t version, const char *reason)
{
    store_bind_text(j->bury, 1, key);
    store_bind_int(j->bury, 2, (int64_t)version);
    store_bind_text(j->bury, 3, reason);
    return store_run(j->bury);
}

size_t journal_settle(struct journal *j, const struct waiting_row *rows, size_t count)
{
    size_t left = 0;
    struct err e = ERR_OK;
    store_reset(j->find);
    bool own = !j->in_transaction;
    if (own)
        e = store_begin(j->store);
    for (size_t i = 0; i < count && !err_is(e); i++)
        left += settle_one(j, rows[i].row.key, rows[i].version);
    if (own && !err_is(e))
        e = store_commit(j->store);
    if (!err_is(e))
        return left;
    for (size_t i = 0; i < count; i++)
        done_add(&j->done, id_of(rows[i].row.key), rows[i].version, DONE_IN_SHEET);
    return count;
}

void journal_bury(struct journal *j, const struct waiting_row *waiting, const char *reason)
{
    if (err_is(bury_one(j, waiting->row.key, waiting->version, reason)))
        done_add(&j->done, id_of(waiting->row.key), waiting->version, DONE_REFUSED);
}

bool journal_owes(const struct journal *j)
{
    return j->done.count > 0;
}

bool journal_tidy(struct journal *j)
{
    char key[24];
    if (!j->done.count)
        return true;
    if (j->in_transaction || err_is(store_begin(j->store)))
        return false;
    for (size_t i = 0; i < j->done.count; i++) {
        const struct done_row *row = &j->done.rows[i];
        if (row->how == DONE_IN_SHEET)
            (void)settle_one(j, cell_id_text(row->id, key), row->version);
        else
            (void)bury_one(j, cell_id_text(row->id, key), row->version, "");
    }
    if (err_is(store_commit(j->store)))
        return false;
    done_free(&j->done);
    return true;
}

void journal_sweep(struct journal *j, int64_t wall_ms)
{
    store_bind_int(j->sweep, 1, wall_ms - JOURNAL_OPS_KEPT_MS);
    store_bind_int(j->sweep, 2, JOURNAL_OPS_MOST);
    (void)store_run(j->sweep);
    j->known_ops = count_operations(j);
}
