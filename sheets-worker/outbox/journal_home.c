/* What belongs to one place of the sheet and not to another, and small values that are kept. */
#include "journal_inside.h"

#include "array_len.h"
#include "buffer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t number(struct store_statement *s)
{
    bool row = false;
    (void)store_step(s, &row);
    int64_t value = row ? store_column_int(s, 0) : 0;
    store_reset(s);
    return value;
}

uint64_t journal_last_version(struct journal *j)
{
    return (uint64_t)number(j->newest);
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
    return (size_t)number(j->count_aside);
}

/* Rows that came back may be newer than those that were here. */
static void take_versions(struct journal *j)
{
    uint64_t newest = journal_last_version(j);
    j->last_version = j->committed_version = newest > j->last_version ? newest : j->last_version;
    j->waiting = journal_counts(j).waiting;
}

struct err journal_enter(struct journal *j, const char *home, size_t *ret_aside)
{
    struct buffer old_home;
    buffer_init(&old_home, 2048);
    buffer_text(&old_home, journal_memo(j, "home"));
    store_reset(j->memo);
    struct err e = store_begin(j->store);
    if (!err_is(e) && old_home.length)
        e = move(j, buffer_string(&old_home), home);
    if (!err_is(e))
        journal_keep_memo(j, "home", home);
    if (err_is(e))
        store_rollback(j->store);
    else
        e = store_commit(j->store);
    buffer_free(&old_home);
    if (err_is(e))
        return e;
    *ret_aside = count_aside(j);
    take_versions(j);
    return ERR_OK;
}

static struct err run_for_tab(struct store_statement *statement, const char *spreadsheet_id, int64_t sheet_id)
{
    char id[24];
    snprintf(id, sizeof(id), "%" PRId64, sheet_id);
    store_bind_text(statement, 1, spreadsheet_id);
    store_bind_text(statement, 2, id);
    return store_run(statement);
}

size_t journal_reunite(struct journal *j, const char *spreadsheet_id, int64_t sheet_id)
{
    size_t before = count_aside(j);
    if (!before || err_is(store_begin(j->store)))
        return 0;
    struct err e = run_for_tab(j->bring_back, spreadsheet_id, sheet_id);
    if (!err_is(e))
        e = run_for_tab(j->drop_brought, spreadsheet_id, sheet_id);
    if (err_is(e) || err_is(store_commit(j->store))) {
        store_rollback(j->store);
        return 0;
    }
    take_versions(j);
    return before - count_aside(j);
}

void journal_prepare_homes(struct journal *j)
{
    /* ?1 the spreadsheet, ?2 the tab's id. */
#define OF_THIS_TAB                                                                                          \
    "(home = ?1 OR substr(home, 1, length(?1) + 1) = ?1 || char(10)) AND EXISTS (SELECT 1 FROM memos WHERE " \
    "name = '" JOURNAL_TAB_MEMO "' || home AND value = ?2)"
    struct store *s = j->store;
    j->newest = store_prepare(s, "SELECT ifnull(max(version), 0) FROM rows");
    j->count_aside = store_prepare(s, "SELECT count(*) FROM aside");
    j->bring_back =
        store_prepare(s, "INSERT OR IGNORE INTO rows (key, version, accepted_ms, b, c, d) "
                         "SELECT key, version, accepted_ms, b, c, d FROM aside WHERE " OF_THIS_TAB);
    j->drop_brought = store_prepare(s, "DELETE FROM aside WHERE " OF_THIS_TAB);
    j->memo = store_prepare(s, "SELECT value FROM memos WHERE name = ?1");
    j->keep_memo = store_prepare(s, "INSERT INTO memos (name, value) VALUES (?1, ?2) "
                                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
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
