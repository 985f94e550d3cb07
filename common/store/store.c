/* SQLite: opening, moving a broken file aside, migrations, statements. */
#include "store.h"

#include "allocate.h"
#include "buffer.h"
#include "clock.h"

#include <inttypes.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENTS_MOST 64
#define LOCK_WAIT_MS    2000 /* the last moments of a predecessor that is being killed */

struct store_statement {
    struct store *store;
    sqlite3_stmt *sqlite;
};

struct store {
    sqlite3 *sqlite;
    struct store_statement statements[STATEMENTS_MOST];
    size_t statement_count;
};

static struct err failed(struct store *s, const char *where)
{
    return err_make(ERR_STORE, where, sqlite3_extended_errcode(s->sqlite));
}

struct err store_execute(struct store *s, const char *sql)
{
    return sqlite3_exec(s->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? ERR_OK : failed(s, "store.execute");
}

static int64_t read_pragma(struct store *s, const char *pragma)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(s->sqlite, pragma, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

/* Another program's database opens as well as ours. A file of ours counts its migrations from the first one
 * on. */
static bool is_foreign(struct store *s, int64_t version)
{
    return version == 0 && read_pragma(s, "SELECT count(*) FROM sqlite_master") > 0;
}

static struct err migrate(struct store *s, const char *const *migrations)
{
    int64_t version = read_pragma(s, "PRAGMA user_version");
    if (version < 0)
        return failed(s, "store.version");
    if (is_foreign(s, version))
        return err_make(ERR_STORE, "store.foreign", SQLITE_NOTADB);
    for (int64_t i = 0; migrations[i]; i++) {
        if (i < version)
            continue;
        char done[64];
        snprintf(done, sizeof(done), "PRAGMA user_version = %" PRId64, i + 1);
        struct err e = store_begin(s);
        if (!err_is(e))
            e = store_execute(s, migrations[i]);
        if (!err_is(e))
            e = store_execute(s, done);
        if (!err_is(e))
            e = store_commit(s);
        if (err_is(e)) {
            store_rollback(s);
            return e;
        }
    }
    return ERR_OK;
}

/* Is it the database that its owner's statements are for? */
static struct err check_statements(struct store *s, const char *const *statements)
{
    for (size_t i = 0; statements && statements[i]; i++) {
        sqlite3_stmt *statement = NULL;
        int code = sqlite3_prepare_v2(s->sqlite, statements[i], -1, &statement, NULL);
        sqlite3_finalize(statement);
        if (code == SQLITE_ERROR) /* no such table, no such column */
            return err_make(ERR_STORE, "store.foreign", SQLITE_NOTADB);
        if (code != SQLITE_OK)
            return failed(s, "store.statements");
    }
    return ERR_OK;
}

/* Every page, once: a file whose first page is good opens well and fails much later. */
static struct err check_pages(struct store *s)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(s->sqlite, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    int code = sqlite3_errcode(s->sqlite);
    sqlite3_finalize(statement);
    if (good)
        return ERR_OK;
    return err_make(ERR_STORE, "store.check",
                    code == SQLITE_ROW || code == SQLITE_OK ? SQLITE_CORRUPT : code);
}

/* https://www.sqlite.org/uri.html */
static void write_uri(struct buffer *uri, const char *path)
{
    buffer_text(uri, "file:");
    for (; *path; path++)
        if (strchr("?#%", *path))
            buffer_format(uri, "%%%02X", (unsigned char)*path);
        else
            buffer_char(uri, *path);
    buffer_text(uri, "?immutable=1");
}

static struct err open_to_read(struct store *s, const struct store_options *options)
{
    struct buffer uri;
    buffer_init(&uri, 3 * PATH_MAX);
    write_uri(&uri, options->path);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    int code = sqlite3_open_v2(buffer_string(&uri), &s->sqlite, flags, NULL);
    buffer_free(&uri);
    return code == SQLITE_OK ? check_statements(s, options->statements) : failed(s, "store.open");
}

static struct err open_database(struct store *s, const struct store_options *options)
{
    if (options->only_read)
        return open_to_read(s, options);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(options->path ? options->path : ":memory:", &s->sqlite, flags, NULL) != SQLITE_OK)
        return failed(s, "store.open");
    sqlite3_busy_timeout(s->sqlite, options->lock_wait_ms ? options->lock_wait_ms : LOCK_WAIT_MS);
    struct err e = options->alone ? store_execute(s, "PRAGMA locking_mode = EXCLUSIVE") : ERR_OK;
    if (!err_is(e))
        e = store_execute(s,
                          "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -256;");
    if (!err_is(e))
        e = store_execute(s, options->durability == STORE_FULL ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = NORMAL");
    if (!err_is(e) && (options->durability == STORE_FULL || options->check))
        e = check_pages(s);
    if (!err_is(e))
        e = migrate(s, options->migrations);
    if (!err_is(e))
        e = check_statements(s, options->statements);
    return e;
}

_Static_assert(STORE_BUSY == SQLITE_BUSY && STORE_READ_ONLY == SQLITE_READONLY && STORE_IO == SQLITE_IOERR &&
                   STORE_CORRUPT == SQLITE_CORRUPT && STORE_DISK_FULL == SQLITE_FULL &&
                   STORE_CANNOT_OPEN == SQLITE_CANTOPEN && STORE_NO_DATABASE == SQLITE_NOTADB,
               "as SQLite numbers them");

int store_code(struct err e)
{
    return e.kind == ERR_STORE ? e.code & 0xFF : 0;
}

bool store_is_broken(struct err e)
{
    return store_code(e) == STORE_CORRUPT || store_code(e) == STORE_NO_DATABASE;
}

void store_move_aside(const char *path)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    char from[4200], to[4300];
    int64_t now = clock_wall_ms() / 1000;
    for (int i = 0; i < 3; i++) {
        snprintf(from, sizeof(from), "%s%s", path, SUFFIXES[i]);
        snprintf(to, sizeof(to), "%s.corrupt-%" PRId64 "%s", path, now, SUFFIXES[i]);
        (void)rename(from, to);
    }
}

struct err store_open(const struct store_options *options, struct store **ret_store, bool *ret_moved_aside)
{
    /* No pages in advance, 90 KB for each cache of them. Refused, to no harm, once SQLite is in use. */
    (void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
    struct store *s = allocate(1, sizeof(*s));
    *ret_moved_aside = false;
    struct err e = open_database(s, options);
    if (store_is_broken(e) && options->path && !options->only_read) {
        sqlite3_close(s->sqlite);
        s->sqlite = NULL;
        store_move_aside(options->path);
        *ret_moved_aside = true;
        e = open_database(s, options);
    }
    if (err_is(e))
        store_close(&s);
    else
        *ret_store = s;
    return e;
}

void store_close(struct store **take_store)
{
    struct store *s = *take_store;
    if (!s)
        return;
    *take_store = NULL;
    for (size_t i = 0; i < s->statement_count; i++)
        sqlite3_finalize(s->statements[i].sqlite);
    sqlite3_close(s->sqlite);
    free(s);
}

struct store_statement *store_prepare(struct store *s, const char *sql)
{
    if (s->statement_count == STATEMENTS_MOST)
        abort();
    struct store_statement *statement = &s->statements[s->statement_count++];
    statement->store = s;
    if (sqlite3_prepare_v3(s->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->sqlite, NULL) !=
        SQLITE_OK) {
        fprintf(stderr, "store: %s: %s\n", sqlite3_errmsg(s->sqlite), sql);
        abort();
    }
    return statement;
}

void store_bind_text(struct store_statement *statement, int index, const char *text)
{
    sqlite3_bind_text(statement->sqlite, index, text, -1, SQLITE_TRANSIENT);
}

void store_bind_int(struct store_statement *statement, int index, int64_t value)
{
    sqlite3_bind_int64(statement->sqlite, index, value);
}

void store_bind_real(struct store_statement *statement, int index, double value)
{
    sqlite3_bind_double(statement->sqlite, index, value);
}

struct err store_step(struct store_statement *statement, bool *ret_row)
{
    int status = sqlite3_step(statement->sqlite);
    *ret_row = status == SQLITE_ROW;
    if (status == SQLITE_ROW)
        return ERR_OK;
    struct err e = status == SQLITE_DONE ? ERR_OK : failed(statement->store, "store.step");
    store_reset(statement);
    return e;
}

const char *store_column_text(struct store_statement *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement->sqlite, column);
    return text ? text : "";
}

int64_t store_column_int(struct store_statement *statement, int column)
{
    return sqlite3_column_int64(statement->sqlite, column);
}

double store_column_real(struct store_statement *statement, int column)
{
    return sqlite3_column_double(statement->sqlite, column);
}

bool store_column_is_null(struct store_statement *statement, int column)
{
    return sqlite3_column_type(statement->sqlite, column) == SQLITE_NULL;
}

void store_reset(struct store_statement *statement)
{
    sqlite3_reset(statement->sqlite);
    sqlite3_clear_bindings(statement->sqlite);
}

struct err store_run(struct store_statement *statement)
{
    bool row = true;
    struct err e = ERR_OK;
    while (row && !err_is(e))
        e = store_step(statement, &row);
    return e;
}

struct err store_begin(struct store *s)
{
    return store_execute(s, "BEGIN IMMEDIATE");
}

/* The log grows to 4 MB before SQLite begins it anew by itself. Where it cannot grow that far, what it holds
 * goes into the database now, and the next commit writes over it, in room that it has already. */
static void begin_log_anew(struct store *s)
{
    (void)sqlite3_wal_checkpoint_v2(s->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

struct err store_commit(struct store *s)
{
    struct err e = store_execute(s, "COMMIT");
    if (!err_is(e))
        return ERR_OK;
    store_rollback(s);
    if (store_code(e) == STORE_DISK_FULL || store_code(e) == STORE_IO)
        begin_log_anew(s);
    return e;
}

void store_rollback(struct store *s)
{
    if (!sqlite3_get_autocommit(s->sqlite))
        (void)store_execute(s, "ROLLBACK");
}
