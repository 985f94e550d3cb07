/* The human actor: a person who types into the pretend sheet, sorts it, inserts, deletes and renames. */
#include "google_control.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

static struct editor human(struct google_control *c)
{
    return (struct editor){&c->google->book, &c->google->history, BY_HUMAN, clock_wall_ms()};
}

/* What a person enters: `as` decides the type, without it Google's own guess. False: refused. */
static bool read_entry(struct google_control *c, struct cell *value)
{
    const struct json_value *v = json_get(c->body, "value");
    const char *as = json_text(json_get(c->body, "as"), "");
    bool understood = true;
    if (json_is_null(v))
        cell_clear(value);
    else if (strcmp(as, "number") == 0)
        cell_set_number(value, json_is_number(v) ? json_number(v, 0) : strtod(json_text(v, "0"), NULL));
    else if (strcmp(as, "string") == 0)
        cell_set_text(value, json_text(v, ""));
    else
        understood = !as[0] && cell_enter(value, v, CELL_USER_ENTERED) == CELL_ENTERED;
    if (!understood)
        google_control_refuse(c, 400, "value: a string, a number, a boolean or null; as: string or number");
    return understood;
}

void google_human_types(struct google_control *c)
{
    struct grid *tab = google_control_tab(c);
    struct editor editor = human(c);
    struct cell value = {0};
    int64_t row = json_int(json_get(c->body, "row"), 0), column = json_int(json_get(c->body, "column"), 0);
    if (!tab || row < 1 || column < 1 || row > tab->rows || column > tab->columns) {
        google_control_refuse(c, 400, "row and column: within the grid, from 1");
        return;
    }
    const struct cell *now = grid_peek(tab, (uint32_t)row - 1, (uint32_t)column - 1);
    value.text_format = now && now->text_format;
    if (read_entry(c, &value)) {
        editor_set(&editor, tab, (uint32_t)row - 1, (uint32_t)column - 1, &value);
        google_control_agree(c);
    }
    cell_free(&value);
}

/* Sorts everything under the first row, as people do with a header. */
static const char *sort_rows(struct grid *tab, const struct editor *editor, const struct json_value *body)
{
    int64_t column = json_int(json_get(body, "column"), 1);
    if (column < 1 || column > tab->columns)
        return "column: within the grid, from 1";
    struct rect rect = {json_bool(json_get(body, "header"), true) ? 1 : 0, 0, tab->rows, tab->columns};
    grid_sort(tab, rect, (uint32_t)column - 1, json_bool(json_get(body, "descending"), false));
    editor_note(editor, tab, EDIT_SORT, (uint32_t)column - 1, 1);
    return NULL;
}

static const char *move_rows(struct grid *tab, const struct editor *editor, const struct json_value *body,
                             bool insert)
{
    int64_t at = json_int(json_get(body, "at"), 0), count = json_int(json_get(body, "count"), 1);
    if (at < 1 || at > tab->rows || count < 1 || count > (insert ? 1000 : tab->rows - at + 1))
        return "at and count: within the grid, from 1";
    uint32_t first = (uint32_t)at - 1, n = (uint32_t)count;
    if (insert)
        grid_insert_rows(tab, first, n);
    else
        grid_delete_rows(tab, first, first + n);
    editor_note(editor, tab, insert ? EDIT_INSERT_ROWS : EDIT_DELETE_ROWS, first, n);
    return NULL;
}

void google_human_inserts(struct sim_google *g, uint32_t row)
{
    struct editor editor = {&g->book, &g->history, BY_HUMAN, clock_wall_ms()};
    grid_insert_rows(g->book.tabs[0], row - 1, 1);
    editor_note(&editor, g->book.tabs[0], EDIT_INSERT_ROWS, row - 1, 1);
}

static const char *rename_tab(struct grid *tab, const struct editor *editor, const struct json_value *body)
{
    const char *title = json_text(json_get(body, "title"), "");
    if (!title[0] || strlen(title) > 100)
        return "title: 1 to 100 bytes";
    grid_rename(tab, title);
    editor_note(editor, tab, EDIT_RENAME, 0, 1);
    return NULL;
}

void google_human_rearranges(struct google_control *c)
{
    struct grid *tab = google_control_tab(c);
    struct editor editor = human(c);
    const char *what = json_text(json_get(c->body, "do"), ""), *wrong = "do: sort, insert, delete or rename";
    if (!tab)
        wrong = "no such tab";
    else if (strcmp(what, "sort") == 0)
        wrong = sort_rows(tab, &editor, c->body);
    else if (strcmp(what, "insert") == 0 || strcmp(what, "delete") == 0)
        wrong = move_rows(tab, &editor, c->body, what[0] == 'i');
    else if (strcmp(what, "rename") == 0)
        wrong = rename_tab(tab, &editor, c->body);
    if (wrong)
        google_control_refuse(c, 400, wrong);
    else
        google_control_agree(c);
}
