/* The human actor: a person who types into the pretend sheet, sorts it, inserts, deletes and renames. */
#include "google_control.h"

#include "array_len.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

/* The owner, whom no protection keeps out. */
static struct editor human(const struct sim_google *g)
{
    return (struct editor){&main_of(g)->book, &main_of(g)->history, BY_HUMAN, clock_wall_ms(), NULL, NULL};
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
    struct editor editor = human(c->google);
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

/* Everything under the first row is sorted, as people do with a header. NULL, or what is wrong. */
static const char *read_move(const struct json_value *body, const struct grid *tab, struct move *ret)
{
    const char *what = json_text(json_get(body, "do"), "");
    int64_t column = json_int(json_get(body, "column"), 1), at = json_int(json_get(body, "at"), 0);
    int64_t count = json_int(json_get(body, "count"), 1), to = json_int(json_get(body, "to"), 1);
    *ret = (struct move){.tab = tab->id,
                         .kind = what[0] == 's'   ? MOVE_SORT
                                 : what[0] == 'i' ? MOVE_INSERT
                                 : what[0] == 'm' ? MOVE_ELSEWHERE
                                                  : MOVE_DELETE,
                         .descending = json_bool(json_get(body, "descending"), false),
                         .header = json_bool(json_get(body, "header"), true),
                         .filled = json_bool(json_get(body, "filled"), false)};
    if (ret->kind == MOVE_SORT && (column < 1 || column > tab->columns))
        return "column: within the grid, from 1";
    if (ret->kind != MOVE_SORT && (at < 1 || at > tab->rows || count < 1 ||
                                   count > (ret->kind == MOVE_INSERT ? 1000 : tab->rows - at + 1)))
        return "at and count: within the grid, from 1";
    if (ret->kind == MOVE_ELSEWHERE && (to < 1 || to > tab->rows + 1 || (to > at && to < at + count)))
        return "to: within the grid, from 1, and not within what moves";
    ret->to = (uint32_t)to - 1;
    ret->at = (uint32_t)(ret->kind == MOVE_SORT ? column : at) - 1;
    ret->count = (uint32_t)count;
    return NULL;
}

/* A to D of the rows that were put there. */
static void fill_inserted(const struct editor *editor, struct grid *tab, const struct move *move)
{
    static const char *const WORDS[] = {"collé", "à trier", "par quelqu'un", "demain"};
    struct cell word = {0};
    for (uint32_t row = move->at; row < move->at + move->count; row++)
        for (uint32_t column = 0; column < ARRAY_LEN(WORDS); column++) {
            cell_set_text(&word, WORDS[column]);
            editor_set(editor, tab, row, column, &word);
        }
    cell_free(&word);
}

static void carry_out(struct sim_google *g, const struct move *move)
{
    static const enum edit_kind kinds[] = {[MOVE_SORT] = EDIT_SORT,
                                           [MOVE_INSERT] = EDIT_INSERT_ROWS,
                                           [MOVE_DELETE] = EDIT_DELETE_ROWS,
                                           [MOVE_ELSEWHERE] = EDIT_MOVE_ROWS};
    struct editor editor = human(g);
    struct grid *tab = workbook_by_id(&main_of(g)->book, move->tab);
    if (!tab)
        return;
    if (move->kind == MOVE_SORT)
        grid_sort(tab, (struct rect){move->header ? 1 : 0, 0, tab->rows, tab->columns}, move->at,
                  move->descending);
    else if (move->kind == MOVE_INSERT)
        grid_insert_rows(tab, move->at, move->count);
    else if (move->kind == MOVE_ELSEWHERE)
        grid_move_rows(tab, move->at, move->at + move->count, move->to);
    else
        grid_delete_rows(tab, move->at, move->at + move->count);
    editor_note(&editor, tab, kinds[move->kind], move->at, move->kind == MOVE_SORT ? 1 : move->count);
    if (move->kind == MOVE_INSERT && move->filled)
        fill_inserted(&editor, tab, move);
}

void google_human_ambushes(struct sim_google *g)
{
    for (size_t i = 0; i < g->ambush_count; i++)
        carry_out(g, &g->ambush[i]);
    g->ambush_count = 0;
}

static const char *move_rows(struct google_control *c, const struct grid *tab)
{
    struct sim_google *g = c->google;
    const char *when = json_text(json_get(c->body, "when"), "");
    struct move move;
    const char *wrong = read_move(c->body, tab, &move);
    if (wrong)
        return wrong;
    if (!when[0])
        carry_out(g, &move);
    else if (strcmp(when, "next_write") != 0 || g->ambush_count == MOVES_MOST)
        return "when: next_write, for at most 8 moves";
    else
        g->ambush[g->ambush_count++] = move;
    return NULL;
}

void google_human_inserts(struct sim_google *g, uint32_t row)
{
    struct editor editor = human(g);
    grid_insert_rows(main_of(g)->book.tabs[0], row - 1, 1);
    editor_note(&editor, main_of(g)->book.tabs[0], EDIT_INSERT_ROWS, row - 1, 1);
}

/* Every row below the last used one gets a word, so that nothing can be added unless the grid grows. */
static const char *fill(struct grid *tab, const struct editor *editor, const struct json_value *body)
{
    struct cell word = {0};
    int64_t column = json_int(json_get(body, "column"), 5);
    if (column < 1 || column > tab->columns)
        return "column: within the grid, from 1";
    cell_set_text(&word, "plein");
    for (uint32_t row = grid_used_rows(tab); row < tab->rows; row++)
        editor_set(editor, tab, row, (uint32_t)column - 1, &word);
    cell_free(&word);
    return NULL;
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

static const char *shift_columns(struct grid *tab, const struct editor *editor, const struct json_value *body,
                                 enum edit_kind kind)
{
    int64_t at = json_int(json_get(body, "at"), 0);
    if (at < 1 || at > tab->columns || (kind == EDIT_DELETE_COLUMNS && tab->columns == 1))
        return "at: a column within the grid, from 1, that is not the only one";
    if (kind == EDIT_INSERT_COLUMNS)
        grid_insert_columns(tab, (uint32_t)at - 1, 1);
    else
        grid_delete_columns(tab, (uint32_t)at - 1, (uint32_t)at);
    editor_note(editor, tab, kind, (uint32_t)at - 1, 1);
    return NULL;
}

void google_human_rearranges(struct google_control *c)
{
    struct grid *tab = google_control_tab(c);
    struct editor editor = human(c->google);
    const char *what = json_text(json_get(c->body, "do"), ""),
               *wrong = "do: sort, insert, delete, move, fill, insert_column, delete_column or rename";
    if (!tab)
        wrong = "no such tab";
    else if (strcmp(what, "sort") == 0 || strcmp(what, "insert") == 0 || strcmp(what, "delete") == 0 ||
             strcmp(what, "move") == 0)
        wrong = move_rows(c, tab);
    else if (strcmp(what, "fill") == 0)
        wrong = fill(tab, &editor, c->body);
    else if (strcmp(what, "insert_column") == 0 || strcmp(what, "delete_column") == 0)
        wrong =
            shift_columns(tab, &editor, c->body, what[0] == 'i' ? EDIT_INSERT_COLUMNS : EDIT_DELETE_COLUMNS);
    else if (strcmp(what, "rename") == 0)
        wrong = rename_tab(tab, &editor, c->body);
    if (wrong)
        google_control_refuse(c, 400, wrong);
    else
        google_control_agree(c);
}
