/* deleteDuplicates, findReplace, trimWhitespace. */
#include "batch.h"

#include "text_copy.h"
#include "text_search.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- deleteDuplicates: the first row of its kind stays, those below close ranks within the range. */

/* Is column `c` compared? Without a list all are. */
static bool is_compared(const struct json_value *columns, uint32_t c)
{
    for (size_t i = 0; i < json_length(columns); i++) {
        int64_t first = json_int(json_find(json_at(columns, i), "startIndex"), 0),
                end = json_int(json_find(json_at(columns, i), "endIndex"), INT32_MAX);
        if (c >= first && c < end)
            return true;
    }
    return json_length(columns) == 0;
}

/* Google compares what is shown, letter case apart. */
static bool same_shown(const struct cell *a, const struct cell *b)
{
    static const struct cell empty;
    a = a ? a : &empty;
    b = b ? b : &empty;
    if (a->kind == CELL_TEXT && b->kind == CELL_TEXT)
        return strcasecmp(a->text, b->text) == 0;
    return a->kind == b->kind && cell_compare(a, b) == 0;
}

static bool same_rows(const struct grid *g, struct rect r, const struct json_value *columns, uint32_t one,
                      uint32_t other)
{
    for (uint32_t c = r.column; c < r.end_column; c++)
        if (is_compared(columns, c) && !same_shown(grid_peek(g, one, c), grid_peek(g, other, c)))
            return false;
    return true;
}

static bool stands_above(const struct grid *g, struct rect r, const struct json_value *columns,
                         uint32_t kept_end, uint32_t row)
{
    for (uint32_t above = r.row; above < kept_end; above++)
        if (same_rows(g, r, columns, above, row))
            return true;
    return false;
}

static void carry_row(const struct batch *b, struct grid *g, struct rect r, uint32_t from, uint32_t to)
{
    for (uint32_t c = r.column; c < r.end_column; c++)
        batch_carry(b, g, from, c, to, c);
}

bool batch_delete_duplicates(struct batch *b, const struct json_value *args)
{
    struct grid *g;
    struct rect r;
    const struct json_value *columns = json_get(args, "comparisonColumns");
    if (!batch_range(b, json_get(args, "range"), &g, &r))
        return false;
    uint32_t used = grid_used_rows(g), end = r.end_row < used ? r.end_row : used, kept = r.row;
    for (uint32_t row = r.row; row < end; row++) {
        if (stands_above(g, r, columns, kept, row))
            continue;
        if (kept != row)
            carry_row(b, g, r, row, kept);
        kept++;
    }
    uint32_t removed = end > kept ? end - kept : 0;
    for (uint32_t row = kept; row < end; row++)
        carry_row(b, g, r, UINT32_MAX, row);
    jw_key(b->reply, "deleteDuplicates");
    jw_object(b->reply);
    if (removed)
        jw_member_int(b->reply, "duplicatesRemovedCount", removed);
    jw_object_end(b->reply);
    return true;
}

/* ---- findReplace, in texts. */

struct replacing {
    struct text_search search;
    const char *replacement;
    bool whole;
    uint32_t values, sheets, rows, occurrences;
};

/* What the text becomes, NULL: it holds nothing of it. The caller frees it. */
static char *replaced(struct replacing *p, const char *text)
{
    struct buffer out;
    struct text_match hit;
    size_t at = 0, length = strlen(text);
    if (!text_search_next(&p->search, text, at, &hit) || (p->whole && (hit.start || hit.end != length)))
        return NULL;
    buffer_init(&out, 4 * CELL_MAX_UNITS);
    do {
        size_t next = text_match_step(text, &hit);
        buffer_append(&out, text + at, hit.start - at);
        text_search_expand(&p->search, text, &hit, p->replacement, &out);
        buffer_append(&out, text + hit.end, next - hit.end);
        at = next;
        p->occurrences++;
    } while (at < length && text_search_next(&p->search, text, at, &hit));
    buffer_text(&out, text + at);
    char *result = text_copy(buffer_string(&out));
    buffer_free(&out);
    return result;
}

static uint32_t replace_in_row(const struct batch *b, struct grid *g, struct rect r, uint32_t row,
                               struct replacing *p)
{
    uint32_t changed = 0;
    for (uint32_t c = r.column; c < r.end_column && c < grid_used_columns(g, row); c++) {
        const struct cell *now = grid_peek(g, row, c);
        char *text = now && now->kind == CELL_TEXT && !now->formula ? replaced(p, now->text) : NULL;
        if (!text)
            continue;
        struct cell value = {.text_format = now->text_format};
        cell_type(&value, text);
        editor_set(&b->editor, g, row, c, &value);
        cell_free(&value);
        free(text);
        changed++;
    }
    return changed;
}

static void replace_in(const struct batch *b, struct grid *g, struct rect r, struct replacing *p)
{
    uint32_t before = p->values;
    for (uint32_t row = r.row; row < r.end_row && row < grid_used_rows(g); row++) {
        uint32_t changed = replace_in_row(b, g, r, row, p);
        p->values += changed;
        p->rows += changed > 0;
    }
    p->sheets += p->values > before;
}

static void write_replaced(struct json_writer *w, const struct replacing *p)
{
    jw_key(w, "findReplace");
    jw_object(w);
    if (p->values) {
        jw_member_int(w, "valuesChanged", p->values);
        jw_member_int(w, "rowsChanged", p->rows);
        jw_member_int(w, "sheetsChanged", p->sheets);
        jw_member_int(w, "occurrencesChanged", p->occurrences);
    }
    jw_object_end(w);
}

static bool replace_where_asked(const struct batch *b, const struct json_value *args, struct replacing *p)
{
    struct grid *g;
    struct rect r;
    if (json_bool(json_get(args, "allSheets"), false)) {
        for (size_t i = 0; i < b->editor.book->count; i++) {
            g = b->editor.book->tabs[i];
            replace_in(b, g, (struct rect){0, 0, g->rows, g->columns}, p);
        }
        return true;
    }
    const struct json_value *range = json_get(args, "range");
    if (!batch_range(b, json_is_null(range) ? args : range, &g, &r))
        return false;
    replace_in(b, g, r, p);
    return true;
}

bool batch_find_replace(struct batch *b, const struct json_value *args)
{
    const char *find = json_text(json_get(args, "find"), "");
    bool by_regex = json_bool(json_get(args, "searchByRegex"), false);
    struct replacing p = {.replacement = json_text(json_get(args, "replacement"), ""),
                          .whole = json_bool(json_get(args, "matchEntireCell"), false)};
    if (!find[0])
        return batch_refuse(b, "The find text must be specified.");
    if (by_regex && !b->call->quirks.regex_replace)
        return batch_refuse(b, "searchByRegex: this server does not search by regular expressions.");
    if (!text_search_open(&p.search, find, json_bool(json_get(args, "matchCase"), false), by_regex))
        return batch_refuse(b, "The find text is not a valid regular expression: %s", find);
    bool done = replace_where_asked(b, args, &p);
    text_search_close(&p.search);
    if (done)
        write_replaced(b->reply, &p);
    return done;
}

/* ---- trimWhitespace. */

/* The text without blanks at its ends, and one where several stood. */
static char *trimmed(const char *text)
{
    char *copy = text_copy(text), *out = copy;
    for (const char *p = text + strspn(text, " \t\n"); copy && *p; p++)
        if (*p != ' ' || (p[1] != ' ' && p[1]))
            *out++ = *p;
    if (copy)
        *out = '\0';
    return copy;
}

bool batch_trim_whitespace(struct batch *b, const struct json_value *args)
{
    struct grid *g;
    struct rect r;
    uint32_t changed = 0;
    if (!batch_range(b, json_get(args, "range"), &g, &r))
        return false;
    for (uint32_t row = r.row; row < r.end_row && row < grid_used_rows(g); row++)
        for (uint32_t c = r.column; c < r.end_column && c < grid_used_columns(g, row); c++) {
            const struct cell *now = grid_peek(g, row, c);
            char *text = now && now->kind == CELL_TEXT ? trimmed(now->text) : NULL;
            if (text && strcmp(text, now->text) != 0) {
                struct cell value = {0};
                cell_set_text(&value, text);
                editor_set(&b->editor, g, row, c, &value);
                cell_free(&value);
                changed++;
            }
            free(text);
        }
    jw_key(b->reply, "trimWhitespace");
    jw_object(b->reply);
    if (changed)
        jw_member_int(b->reply, "cellsChangedCount", changed);
    jw_object_end(b->reply);
    return true;
}
