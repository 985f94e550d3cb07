/* The last image in SQLite. */
#include "last_rows.h"

#include "array_len.h"
#include "cell.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

static const char *const MIGRATIONS[] = {
    "CREATE TABLE rows (key TEXT PRIMARY KEY, b TEXT NOT NULL, c TEXT NOT NULL, d TEXT NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE origin (home TEXT PRIMARY KEY, read_ms INTEGER NOT NULL) WITHOUT ROWID;",
    /* Place 0 holds no cells: it says that the others are all there are. */
    "CREATE TABLE people (place INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, c TEXT NOT NULL,"
    "  d TEXT NOT NULL);",
    NULL,
};

struct last_rows {
    struct store *store;
    struct store_statement *put, *remove, *origin, *all, *put_person, *people;
    bool incomplete; /* a write failed: write everything anew */
};

/* What was seen elsewhere is of no use here. */
static void enter(struct last_rows *l, const char *home)
{
    static const char *const STEPS[] = {
        "DELETE FROM rows WHERE NOT EXISTS (SELECT 1 FROM origin WHERE home = ?1)",
        "DELETE FROM people WHERE NOT EXISTS (SELECT 1 FROM origin WHERE home = ?1)",
        "DELETE FROM origin WHERE home <> ?1",
        "INSERT OR IGNORE INTO origin VALUES (?1, 0)",
    };
    for (size_t i = 0; i < ARRAY_LEN(STEPS); i++) {
        struct store_statement *step = store_prepare(l->store, STEPS[i]);
        store_bind_text(step, 1, home);
        (void)store_run(step);
    }
}

struct last_rows *last_rows_open(const char *path, const char *home)
{
    struct last_rows *l = calloc(1, sizeof(*l));
    if (!l)
        abort();
    bool moved_aside = false;
    const struct store_options options = {.path = path, .durability = STORE_NORMAL, .migrations = MIGRATIONS};
    if (err_is(store_open(&options, &l->store, &moved_aside))) {
        last_rows_close(&l);
        return NULL;
    }
    enter(l, home);
    l->put = store_prepare(l->store, "INSERT OR REPLACE INTO rows VALUES (?1, ?2, ?3, ?4)");
    l->remove = store_prepare(l->store, "DELETE FROM rows WHERE key = ?1");
    l->origin = store_prepare(l->store, "UPDATE origin SET read_ms = ?1");
    l->all = store_prepare(l->store, "SELECT key, b, c, d, (SELECT read_ms FROM origin) FROM rows");
    l->put_person = store_prepare(l->store, "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3, ?4, ?5)");
    l->people = store_prepare(l->store, "SELECT place, a, b, c, d FROM people ORDER BY place");
    return l;
}

void last_rows_close(struct last_rows **take_rows)
{
    struct last_rows *l = *take_rows;
    if (!l)
        return;
    *take_rows = NULL;
    store_close(&l->store);
    free(l);
}

struct row_map *last_rows_load(struct last_rows *l, int64_t *ret_wall_ms)
{
    bool row = false;
    struct row_map *map = NULL;
    while (l && !err_is(store_step(l->all, &row)) && row) {
        uint64_t id = 0;
        if (!cell_id(store_column_text(l->all, 0), &id))
            continue;
        if (!map)
            map = row_map_create();
        row_map_add(map, 0, id, store_column_text(l->all, 1), store_column_text(l->all, 2),
                    store_column_text(l->all, 3));
        *ret_wall_ms = store_column_int(l->all, 4);
    }
    return map;
}

/* ---- Saving. */

struct comparison {
    struct last_rows *l;
    const struct row_map *other;
};

static void put(struct last_rows *l, const struct row *row)
{
    store_bind_text(l->put, 1, row->key);
    store_bind_text(l->put, 2, row->b);
    store_bind_text(l->put, 3, row->c);
    store_bind_text(l->put, 4, row->d);
    (void)store_run(l->put);
}

static void put_if_new(void *ctx, const struct map_row *row)
{
    struct comparison *c = ctx;
    char key[24];
    const struct map_row *was = c->other ? row_map_find(c->other, row->id) : NULL;
    if (was && strcmp(was->b, row->b) == 0 && strcmp(was->c, row->c) == 0 && strcmp(was->d, row->d) == 0)
        return;
    put(c->l, &(struct row){cell_id_text(row->id, key), row->b, row->c, row->d});
}

static void remove_if_gone(void *ctx, const struct map_row *row)
{
    struct comparison *c = ctx;
    char key[24];
    if (row_map_find(c->other, row->id))
        return;
    store_bind_text(c->l->remove, 1, cell_id_text(row->id, key));
    (void)store_run(c->l->remove);
}

void last_rows_save(struct last_rows *l, const struct row_map *before, const struct row_map *now,
                    int64_t wall_ms)
{
    if (!l)
        return;
    bool whole = l->incomplete;
    l->incomplete = true;
    if (row_map_survey(now).rows > LAST_ROWS_MOST || err_is(store_begin(l->store)))
        return;
    if (whole)
        (void)store_execute(l->store, "DELETE FROM rows");
    before = whole ? NULL : before;
    row_map_each(now, put_if_new, &(struct comparison){l, before});
    if (before)
        row_map_each(before, remove_if_gone, &(struct comparison){l, now});
    store_bind_int(l->origin, 1, wall_ms);
    (void)store_run(l->origin);
    l->incomplete = err_is(store_commit(l->store));
}

void last_rows_wrote(struct last_rows *l, const struct row *written, size_t count)
{
    if (!l)
        return;
    bool before = l->incomplete;
    l->incomplete = true;
    if (err_is(store_begin(l->store)))
        return;
    for (size_t i = 0; i < count; i++)
        put(l, &written[i]);
    l->incomplete = err_is(store_commit(l->store)) || before;
}

/* ---- People's rows. */

struct people *last_rows_people(struct last_rows *l)
{
    bool row = false;
    struct people *people = NULL;
    while (l && !err_is(store_step(l->people, &row)) && row) {
        const char *cells[PEOPLE_CELLS];
        for (int i = 0; i < PEOPLE_CELLS; i++)
            cells[i] = store_column_text(l->people, i + 1);
        if (!people)
            people = people_create();
        (void)people_add(people, (uint32_t)store_column_int(l->people, 0), cells);
    }
    return people;
}

static void put_person(struct last_rows *l, const struct people_row *person)
{
    store_bind_int(l->put_person, 1, person->place);
    for (int i = 0; i < PEOPLE_CELLS; i++)
        store_bind_text(l->put_person, i + 2, person->cells[i]);
    (void)store_run(l->put_person);
}

void last_rows_save_people(struct last_rows *l, const struct people *people)
{
    static const struct people_row THAT_IS_ALL = {0, {"", "", "", ""}};
    if (!l || err_is(store_begin(l->store)))
        return;
    (void)store_execute(l->store, "DELETE FROM people");
    for (size_t i = 0; i < people_count(people); i++)
        put_person(l, people_row(people, i));
    put_person(l, &THAT_IS_ALL);
    (void)store_commit(l->store);
}
