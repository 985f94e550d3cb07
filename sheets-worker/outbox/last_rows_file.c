/* Statements, and the reading of the list of changes. */
#include "last_rows_file.h"

#include "array_len.h"
#include "cell.h"
#include "file.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const MIGRATIONS[] = {
    "CREATE TABLE rows (key TEXT PRIMARY KEY, b TEXT NOT NULL, c TEXT NOT NULL, d TEXT NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE origin (home TEXT PRIMARY KEY, read_ms INTEGER NOT NULL) WITHOUT ROWID;",
    /* Place 0 holds no cells: it says that the others are all there are. */
    "CREATE TABLE people (place INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL,"
    "  d TEXT NOT NULL);",
    "ALTER TABLE rows ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

/* Each change's statement; its texts are the parameters. */
static const struct {
    enum last_rows_change change;
    const char *sql;
    int texts;
} CHANGES[] = {
    {LAST_ROWS_CLEAR, "DELETE FROM rows", 0},
    {LAST_ROWS_PUT, "INSERT OR REPLACE INTO rows VALUES (?1, ?2, ?3, ?4, 0)", 4},
    {LAST_ROWS_WROTE, "INSERT OR REPLACE INTO rows VALUES (?1, ?2, ?3, ?4, 1)", 4},
    {LAST_ROWS_REMOVE, "DELETE FROM rows WHERE key = ?1", 1},
    {LAST_ROWS_READ_AT, "UPDATE origin SET read_ms = CAST(?1 AS INTEGER)", 1},
    {LAST_ROWS_CLEAR_FOREIGN, "DELETE FROM people", 0},
    {LAST_ROWS_FOREIGN, "INSERT OR REPLACE INTO people VALUES (CAST(?1 AS INTEGER), ?2, ?3, ?4, ?5)", 5},
};

static const char ALL[] = "SELECT key, b, c, d, (SELECT read_ms FROM origin), confirmed FROM rows";
static const char FOREIGN[] = "SELECT place, a, b, c, d FROM people ORDER BY place";
static const char *const STATEMENTS[] = {ALL, FOREIGN, NULL};

struct last_rows_file {
    struct store *store;
    struct store_statement *all, *foreign, *changes[ARRAY_LEN(CHANGES)];
};

/* What was seen elsewhere is of no use here. */
static void enter(struct last_rows_file *f, const char *target)
{
    static const char *const STEPS[] = {
        "DELETE FROM rows WHERE NOT EXISTS (SELECT 1 FROM origin WHERE home = ?1)",
        "DELETE FROM people WHERE NOT EXISTS (SELECT 1 FROM origin WHERE home = ?1)",
        "DELETE FROM origin WHERE home <> ?1",
        "INSERT OR IGNORE INTO origin VALUES (?1, 0)",
    };
    for (size_t i = 0; i < ARRAY_LEN(STEPS); i++) {
        struct store_statement *step = store_prepare(f->store, STEPS[i]);
        store_bind_text(step, 1, target);
        (void)store_run(step);
    }
}

struct err last_rows_file_open(const char *folder, const char *target, struct last_rows_file **ret_file,
                               bool *ret_moved_aside)
{
    char path[4200];
    struct last_rows_file *f = calloc(1, sizeof(*f));
    if (!f)
        abort();
    snprintf(path, sizeof(path), "%s/rows.db", folder);
    const struct store_options options = {
        .path = path, .durability = STORE_NORMAL, .migrations = MIGRATIONS, .statements = STATEMENTS};
    struct err e = file_writable_folder(folder);
    if (!err_is(e))
        e = store_open(&options, &f->store, ret_moved_aside);
    if (err_is(e)) {
        last_rows_file_close(&f);
        return e;
    }
    enter(f, target);
    f->all = store_prepare(f->store, ALL);
    f->foreign = store_prepare(f->store, FOREIGN);
    for (size_t i = 0; i < ARRAY_LEN(CHANGES); i++)
        f->changes[i] = store_prepare(f->store, CHANGES[i].sql);
    *ret_file = f;
    return ERR_OK;
}

void last_rows_file_close(struct last_rows_file **take_file)
{
    struct last_rows_file *f = *take_file;
    if (!f)
        return;
    *take_file = NULL;
    store_close(&f->store);
    free(f);
}

static struct row_map *load_rows(struct last_rows_file *f, int64_t *ret_read_ms)
{
    bool row = false;
    struct row_map *map = NULL;
    while (!err_is(store_step(f->all, &row)) && row) {
        uint64_t id = 0;
        if (!cell_id(store_column_text(f->all, 0), &id))
            continue;
        if (!map)
            map = row_map_create();
        row_map_add(map, 0, id, store_column_text(f->all, 1), store_column_text(f->all, 2),
                    store_column_text(f->all, 3));
        if (store_column_int(f->all, 5))
            row_map_confirm(map, id);
        *ret_read_ms = store_column_int(f->all, 4);
    }
    return map;
}

static struct foreign_rows *load_foreign(struct last_rows_file *f)
{
    bool row = false;
    struct foreign_rows *foreign = NULL;
    while (!err_is(store_step(f->foreign, &row)) && row) {
        const char *cells[FOREIGN_CELLS];
        for (int i = 0; i < FOREIGN_CELLS; i++)
            cells[i] = store_column_text(f->foreign, i + 1);
        if (!foreign)
            foreign = foreign_rows_create();
        (void)foreign_rows_add(foreign, (uint32_t)store_column_int(f->foreign, 0), cells);
    }
    return foreign;
}

void last_rows_file_load(struct last_rows_file *f, struct last_rows_found *ret_found)
{
    ret_found->map = load_rows(f, &ret_found->read_ms);
    ret_found->foreign = load_foreign(f);
}

/* ---- Saving. */

/* Runs the change at `at`; returns where the next one is. */
static const char *save_one(struct last_rows_file *f, const char *at, struct err *e)
{
    size_t i = 0;
    while (CHANGES[i].change != (enum last_rows_change) * at)
        i++;
    at++;
    for (int text = 1; text <= CHANGES[i].texts; text++, at += strlen(at) + 1)
        store_bind_text(f->changes[i], text, at);
    *e = store_run(f->changes[i]);
    return at;
}

struct err last_rows_file_save(struct last_rows_file *f, const struct buffer *changes)
{
    struct err e = store_begin(f->store);
    for (const char *at = changes->data; at < changes->data + changes->length && !err_is(e);)
        at = save_one(f, at, &e);
    if (!err_is(e))
        e = store_commit(f->store);
    store_rollback(f->store);
    return e;
}
