/* A SQLite database file: opened for one owner, migrated by numbered steps, prepared statements kept. The
 * door to SQLite. */
#ifndef VIGIE_STORE_H
#define VIGIE_STORE_H

#include "err.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct store_statement;

enum store_durability {
    STORE_FULL,   /* a commit survives a power cut; the whole file is checked when it is opened */
    STORE_NORMAL, /* survives a kill; the last moments may not survive a power cut */
};

struct store_options {
    const char *path; /* NULL: in memory only */
    enum store_durability durability;
    bool check; /* the whole file when it is opened, where the durability does not ask for it */
    const char *const *migrations; /* SQL scripts, in order, never changed once released; NULL-terminated */
    const char *const *statements; /* that must compile, else the file is somebody else's; may be NULL */
    int lock_wait_ms;              /* how long a statement waits for somebody else's lock; 0: 2 s */
    bool only_read; /* as it stands: nothing is written, migrated or moved, and nobody else may write it */
    bool alone; /* nobody else may open the file meanwhile; needs no room for SQLite's shared memory file */
};

/* WAL, one writer. A file that is not a database, not ours or corrupt is moved aside to "<path>.corrupt-<unix
 * time>" and a new one begun; *ret_moved_aside says so. ERR_STORE otherwise. */
struct err store_open(const struct store_options *options, struct store **ret_store, bool *ret_moved_aside);
/* The same renaming, for an owner that finds a closed file to be somebody else's. */
void store_move_aside(const char *path);
/* The error means that the file holds no database, or a broken one. */
bool store_is_broken(struct err e);
void store_close(struct store **store);

/* What an ERR_STORE comes from: SQLite's primary result codes (https://www.sqlite.org/rescode.html), those
 * that somebody tells apart. 0: it is no ERR_STORE. */
enum {
    STORE_BUSY = 5,
    STORE_READ_ONLY = 8,
    STORE_IO = 10,
    STORE_CORRUPT = 11,
    STORE_DISK_FULL = 13,
    STORE_CANNOT_OPEN = 14,
    STORE_NO_DATABASE = 26,
};
int store_code(struct err e);

struct err store_execute(struct store *store, const char *sql);

/* Prepared once, owned by the store. `sql` is a programmer's constant: a mistake in it aborts. */
struct store_statement *store_prepare(struct store *store, const char *sql);
/* Parameters count from 1. Texts are copied. */
void store_bind_text(struct store_statement *statement, int index, const char *text);
void store_bind_int(struct store_statement *statement, int index, int64_t value);
void store_bind_real(struct store_statement *statement, int index, double value);
/* A parameter that is not bound is NULL. */
/* Next row: true and ERR_OK; no more: false. Resets the statement after the last row or an error. */
struct err store_step(struct store_statement *statement, bool *ret_row);
/* Columns of the current row, from 0. Texts live until the next step; NULL reads as "". */
const char *store_column_text(struct store_statement *statement, int column);
int64_t store_column_int(struct store_statement *statement, int column);
double store_column_real(struct store_statement *statement, int column);
bool store_column_is_null(struct store_statement *statement, int column);
/* Leave a statement before its last row. */
void store_reset(struct store_statement *statement);
/* For statements that return no row: step to the end. */
struct err store_run(struct store_statement *statement);

struct err store_begin(struct store *store);
/* Durable when it returns ERR_OK. On an error everything since store_begin is undone; where only the log had
 * no room left, the same commit succeeds when it is tried again. */
struct err store_commit(struct store *store);
void store_rollback(struct store *store);

#endif
