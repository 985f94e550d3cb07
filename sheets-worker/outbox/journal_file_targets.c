/* What belongs to one tab of one spreadsheet and not to another, and what is taken over from another file. */
#include "journal_file_inside.h"

#include "array_len.h"
#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each statement's parameters are the old target and the new one. */
static struct err move(struct journal_file *f, const char *old_target, const char *new_target)
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
        struct store_statement *step = store_prepare(f->store, STEPS[i]);
        store_bind_text(step, 1, old_target);
        store_bind_text(step, 2, new_target);
        e = store_run(step);
    }
    return e;
}

static struct err keep_target(struct journal_file *f, const char *target)
{
    store_bind_text(f->keep_memo, 1, "home");
    store_bind_text(f->keep_memo, 2, target);
    return store_run(f->keep_memo);
}

/* The caller frees it; "": never entered. */
static char *present_target(struct journal_file *f)
{
    bool row = false;
    (void)store_step(f->target, &row);
    char *target = strdup(row ? store_column_text(f->target, 0) : "");
    if (!target)
        abort();
    store_reset(f->target);
    return target;
}

struct err journal_file_enter(struct journal_file *f, const char *target)
{
    char *old_target = present_target(f);
    struct err e = ERR_OK;
    if (strcmp(old_target, target) != 0) {
        e = store_begin(f->store);
        if (!err_is(e) && old_target[0])
            e = move(f, old_target, target);
        if (!err_is(e))
            e = keep_target(f, target);
        if (!err_is(e))
            e = store_commit(f->store);
        store_rollback(f->store);
    }
    free(old_target);
    return e;
}

static struct err run_for_tab(struct store_statement *statement, const char *spreadsheet_id, int64_t sheet_id)
{
    char id[24];
    snprintf(id, sizeof(id), "%" PRId64, sheet_id);
    store_bind_text(statement, 1, spreadsheet_id);
    store_bind_text(statement, 2, id);
    return store_run(statement);
}

struct err journal_file_bring_back(struct journal_file *f, const char *spreadsheet_id, int64_t sheet_id,
                                   bool *ret_any)
{
    int64_t before = journal_file_number(f->count_parked);
    struct err e = run_for_tab(f->bring_back, spreadsheet_id, sheet_id);
    if (!err_is(e))
        e = run_for_tab(f->drop_brought, spreadsheet_id, sheet_id);
    if (!err_is(e))
        e = run_for_tab(f->bring_kept, spreadsheet_id, sheet_id);
    *ret_any = !err_is(e) && journal_file_number(f->count_parked) < before;
    return e;
}

void journal_file_prepare_targets(struct journal_file *f)
{
    /* ?1 the spreadsheet, ?2 the tab's id. */
#define OF_THIS_TAB                                                                                          \
    "(home = ?1 OR substr(home, 1, length(?1) + 1) = ?1 || char(10)) AND EXISTS (SELECT 1 FROM memos WHERE " \
    "name = '" JOURNAL_TAB_MEMO "' || home AND value = ?2)"
    struct store *s = f->store;
    f->target = store_prepare(s, "SELECT " JOURNAL_TARGET);
    f->count_parked = store_prepare(
        s,
        "SELECT (SELECT count(*) FROM aside) + (SELECT count(*) FROM kept WHERE home <> " JOURNAL_TARGET ")");
    f->bring_back =
        store_prepare(s, "INSERT OR IGNORE INTO rows (key, version, accepted_ms, b, c, d) "
                         "SELECT key, version, accepted_ms, b, c, d FROM aside WHERE " OF_THIS_TAB);
    f->drop_brought = store_prepare(s, "DELETE FROM aside WHERE " OF_THIS_TAB);
    f->bring_kept =
        store_prepare(s, "UPDATE OR IGNORE kept SET home = " JOURNAL_TARGET " WHERE " OF_THIS_TAB);
}

/* ---- From one file to another. */

static const struct {
    const char *read, *write;
    int columns;
} COPIES[JOURNAL_FILE_COPIES] = {
    {"SELECT op, key, applied_ms FROM applied",
     "INSERT OR IGNORE INTO applied VALUES (?1, ?2, CAST(?3 AS INTEGER))", 3},
    /* What it applied is newer than what waits here for the same key, but for what is not in a row yet. */
    {"SELECT DISTINCT key FROM applied WHERE op NOT IN (SELECT op FROM kept)",
     "DELETE FROM rows WHERE key = ?1", 1},
    {"SELECT name, value FROM memos", "INSERT OR IGNORE INTO memos VALUES (?1, ?2)", 2},
    {"SELECT home, key, version, accepted_ms, b, c, d FROM aside",
     "INSERT OR IGNORE INTO aside VALUES (?1, ?2, CAST(?3 AS INTEGER), CAST(?4 AS INTEGER), ?5, ?6, ?7)", 7},
    {"SELECT home, key, op, version, accepted_ms, change FROM kept",
     "INSERT OR IGNORE INTO kept VALUES (?1, ?2, ?3, CAST(?4 AS INTEGER), CAST(?5 AS INTEGER), ?6)", 6},
};

static struct store_statement *prepared(struct store *s, struct store_statement **slot, const char *sql)
{
    if (!*slot)
        *slot = store_prepare(s, sql);
    return *slot;
}

void journal_file_take_over(struct journal_file *f, struct journal_file *from)
{
    for (size_t i = 0; i < JOURNAL_FILE_COPIES; i++) {
        bool row = false;
        struct store_statement *read = prepared(from->store, &from->given[i], COPIES[i].read);
        struct store_statement *write = prepared(f->store, &f->taken[i], COPIES[i].write);
        while (!err_is(store_step(read, &row)) && row) {
            for (int column = 0; column < COPIES[i].columns; column++)
                store_bind_text(write, column + 1, store_column_text(read, column));
            (void)store_run(write);
        }
    }
}
