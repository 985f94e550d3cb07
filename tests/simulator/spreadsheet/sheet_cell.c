/* Typed cells: what goes in, what comes out. */
#include "sheet_cell.h"

#include "formula.h"
#include "text_copy.h"
#include "typed_date.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NUMBER_TEXT_SIZE = 40 };

void cell_clear(struct cell *c)
{
    free(c->text);
    free(c->formula);
    c->text = c->formula = NULL;
    c->kind = CELL_EMPTY;
    c->is_date = false;
}

void cell_free(struct cell *c)
{
    cell_clear(c);
    c->text_format = false;
}

void cell_set_text(struct cell *c, const char *text)
{
    char *copy = text[0] ? text_copy(text) : NULL;
    cell_clear(c);
    c->text = copy;
    c->kind = copy ? CELL_TEXT : CELL_EMPTY;
}

void cell_set_number(struct cell *c, double number)
{
    char digits[NUMBER_TEXT_SIZE];
    snprintf(digits, sizeof digits, "%.15g", number);
    cell_clear(c);
    c->kind = CELL_NUMBER;
    c->number = strtod(digits, NULL);
}

void cell_set_bool(struct cell *c, bool truth)
{
    cell_clear(c);
    c->kind = CELL_BOOL;
    c->truth = truth;
}

void cell_set_error(struct cell *c, const char *word)
{
    cell_set_text(c, word);
    c->kind = CELL_ERROR;
}

void cell_copy(struct cell *to, const struct cell *from)
{
    struct cell copy = *from;
    copy.text = text_copy(from->text);
    copy.formula = text_copy(from->formula);
    cell_free(to);
    *to = copy;
}

bool cell_same_value(const struct cell *a, const struct cell *b)
{
    bool same_origin =
        a->formula && b->formula ? strcmp(a->formula, b->formula) == 0 : a->formula == b->formula;
    return same_origin && a->kind == b->kind && a->is_date == b->is_date && cell_compare(a, b) == 0;
}

/* Decimal notation alone: no "inf", "nan" or hexadecimal, which strtod would take. */
static bool read_number(const char *text, double *ret_number)
{
    size_t length = strlen(text);
    if (length == 0 || strspn(text, "0123456789+-.eE") != length || !strpbrk(text, "0123456789"))
        return false;
    if (text[0] == 'e' || text[0] == 'E')
        return false;
    char *end;
    double number = strtod(text, &end);
    if (*end || !isfinite(number))
        return false;
    *ret_number = number;
    return true;
}

/* A sum may begin with '+'. */
static void type_formula(struct cell *c, const char *text)
{
    size_t length = strlen(text) + 2;
    char *formula = malloc(length);
    if (!formula)
        abort();
    snprintf(formula, length, "%s%s", text[0] == '=' ? "" : "=", text);
    formula_evaluate(formula, c);
    c->formula = formula;
}

void cell_type(struct cell *c, const char *text)
{
    double number;
    if (c->text_format)
        cell_set_text(c, text);
    else if (text[0] == '\'')
        cell_set_text(c, text + 1);
    else if (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0)
        cell_set_bool(c, strcasecmp(text, "true") == 0);
    else if (read_number(text, &number))
        cell_set_number(c, number);
    else if ((text[0] == '=' || text[0] == '+') && text[1])
        type_formula(c, text);
    else if (typed_date_read(text, &number)) {
        cell_set_number(c, number);
        c->is_date = true;
    } else
        cell_set_text(c, text);
}

static bool is_bool(const struct json_value *v)
{
    return json_bool(v, true) == json_bool(v, false);
}

enum cell_entry cell_judge(const struct json_value *v)
{
    if (json_is_null(v))
        return CELL_SKIPPED;
    if (!json_is_string(v))
        return json_is_number(v) || is_bool(v) ? CELL_ENTERED : CELL_NOT_SCALAR;
    const char *text = json_text(v, "");
    return utf8_utf16_units(text, strlen(text)) > CELL_MAX_UNITS ? CELL_TOO_LONG : CELL_ENTERED;
}

enum cell_entry cell_enter(struct cell *c, const struct json_value *v, enum cell_input how)
{
    enum cell_entry entry = cell_judge(v);
    if (entry != CELL_ENTERED)
        return entry;
    if (json_is_number(v))
        cell_set_number(c, json_number(v, 0));
    else if (is_bool(v))
        cell_set_bool(c, json_bool(v, false));
    else if (how == CELL_RAW)
        cell_set_text(c, json_text(v, ""));
    else
        cell_type(c, json_text(v, ""));
    return CELL_ENTERED;
}

static void number_text(const struct cell *c, enum cell_render render, char *text)
{
    bool formatted = render == CELL_FORMATTED;
    if (formatted && c->is_date)
        typed_date_write(c->number, text);
    else
        snprintf(text, NUMBER_TEXT_SIZE, formatted && fabs(c->number) >= 1e15 ? "%.2E" : "%.15G", c->number);
}

void cell_write_value(const struct cell *c, enum cell_render render, struct json_writer *w)
{
    char digits[NUMBER_TEXT_SIZE];
    if (render == CELL_FORMULA && c->formula) {
        jw_string(w, c->formula);
        return;
    }
    switch (c->kind) {
    case CELL_EMPTY:
        jw_string(w, "");
        break;
    case CELL_TEXT:
    case CELL_ERROR:
        jw_string(w, c->text);
        break;
    case CELL_NUMBER:
        number_text(c, render, digits);
        if (render == CELL_FORMATTED)
            jw_string(w, digits);
        else
            jw_raw(w, digits, strlen(digits));
        break;
    case CELL_BOOL:
        if (render == CELL_FORMATTED)
            jw_string(w, c->truth ? "TRUE" : "FALSE");
        else
            jw_bool(w, c->truth);
        break;
    }
}

/* "#DIV/0!" → the type that CellData gives it. */
static const char *error_type(const char *word)
{
    if (strcmp(word, "#DIV/0!") == 0)
        return "DIVIDE_BY_ZERO";
    if (strcmp(word, "#NAME?") == 0)
        return "NAME";
    return strcmp(word, "#NUM!") == 0 ? "NUM" : "ERROR";
}

void cell_write_extended(const struct cell *c, bool entered, struct json_writer *w)
{
    static const char *const names[] = {[CELL_TEXT] = "stringValue",
                                        [CELL_NUMBER] = "numberValue",
                                        [CELL_BOOL] = "boolValue",
                                        [CELL_ERROR] = "errorValue"};
    bool formula = entered && c->formula;
    jw_object(w);
    jw_key(w, formula ? "formulaValue" : names[c->kind]);
    if (c->kind == CELL_ERROR && !formula) {
        jw_object(w);
        jw_member_string(w, "type", error_type(c->text));
        jw_member_string(w, "message", c->text);
        jw_object_end(w);
    } else {
        cell_write_value(c, entered ? CELL_FORMULA : CELL_UNFORMATTED, w);
    }
    jw_object_end(w);
}

void cell_write_typed(const struct cell *c, struct json_writer *w)
{
    static const char *const names[] = {[CELL_EMPTY] = "",
                                        [CELL_TEXT] = "string",
                                        [CELL_NUMBER] = "number",
                                        [CELL_BOOL] = "bool",
                                        [CELL_ERROR] = "error"};
    if (!c || c->kind == CELL_EMPTY) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_member_string(w, "type", names[c->kind]);
    jw_key(w, "value");
    cell_write_value(c, CELL_UNFORMATTED, w);
    jw_object_end(w);
}

static int sort_rank(enum cell_kind kind)
{
    static const int rank[] = {
        [CELL_NUMBER] = 0, [CELL_TEXT] = 1, [CELL_BOOL] = 2, [CELL_ERROR] = 3, [CELL_EMPTY] = 4};
    return rank[kind];
}

int cell_compare(const struct cell *a, const struct cell *b)
{
    if (a->kind != b->kind)
        return sort_rank(a->kind) - sort_rank(b->kind);
    switch (a->kind) {
    case CELL_TEXT:
    case CELL_ERROR:
        return strcmp(a->text, b->text);
    case CELL_NUMBER:
        return (a->number > b->number) - (a->number < b->number);
    case CELL_BOOL:
        return (int)a->truth - (int)b->truth;
    case CELL_EMPTY:
        break;
    }
    return 0;
}
