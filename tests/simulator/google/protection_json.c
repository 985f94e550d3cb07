/* A ProtectedRange read and written. */
#include "protection_json.h"

#include "buffer.h"
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

enum { EDITORS_CAP = 8192 };

const char protection_refusal[] = "You are trying to edit a protected cell or object. Please contact the "
                                  "spreadsheet owner to remove protection if you need to edit.";

static uint32_t edge(const struct json_value *range, const char *name, uint32_t open)
{
    int64_t at = json_int(json_get(range, name), -1);
    return at < 0 || at > INT32_MAX ? open : (uint32_t)at;
}

/* The addresses with blanks between; the caller frees them. NULL: too many. */
static char *read_editors(const struct json_value *users, const char *account)
{
    struct buffer text;
    buffer_init(&text, EDITORS_CAP);
    buffer_text(&text, account);
    for (size_t i = 0; i < json_length(users); i++) {
        buffer_text(&text, " ");
        buffer_text(&text, json_text(json_at(users, i), ""));
    }
    char *editors = text.failed ? NULL : text_copy(buffer_string(&text));
    buffer_free(&text);
    return editors;
}

const char *protection_read(const struct json_value *v, const char *account, struct protection *ret)
{
    const struct json_value *range = json_get(v, "range"), *editors = json_get(v, "editors");
    const char *description = json_text(json_get(v, "description"), NULL);
    if (!json_is_object(range))
        return "A range must be specified.";
    *ret = (struct protection){
        .id = (int32_t)json_int(json_get(v, "protectedRangeId"), 0),
        .sheet_id = (int32_t)json_int(json_get(range, "sheetId"), 0),
        .rect = {edge(range, "startRowIndex", 0), edge(range, "startColumnIndex", 0),
                 edge(range, "endRowIndex", A1_OPEN), edge(range, "endColumnIndex", A1_OPEN)},
        .warning_only = json_bool(json_get(v, "warningOnly"), false),
    };
    if (ret->rect.row >= ret->rect.end_row || ret->rect.column >= ret->rect.end_column)
        return "The range is empty.";
    if (ret->warning_only && json_is_object(editors))
        return "Editors are not supported with warningOnly protection.";
    if (json_is_object(editors)) {
        ret->editors = read_editors(json_get(editors, "users"), account);
        if (!ret->editors)
            return "Too many editors.";
    }
    ret->description = text_copy(description);
    return NULL;
}

static void write_range(const struct protection *p, struct json_writer *w)
{
    const struct rect *r = &p->rect;
    jw_key(w, "range");
    jw_object(w);
    jw_member_int(w, "sheetId", p->sheet_id);
    if (r->row || r->end_row != A1_OPEN)
        jw_member_int(w, "startRowIndex", r->row);
    if (r->end_row != A1_OPEN)
        jw_member_int(w, "endRowIndex", r->end_row);
    if (r->column || r->end_column != A1_OPEN)
        jw_member_int(w, "startColumnIndex", r->column);
    if (r->end_column != A1_OPEN)
        jw_member_int(w, "endColumnIndex", r->end_column);
    jw_object_end(w);
}

static void write_editors(const char *editors, struct json_writer *w)
{
    char *copy = text_copy(editors), *rest = copy, *word;
    jw_key(w, "editors");
    jw_object(w);
    jw_key(w, "users");
    jw_array(w);
    while (copy && (word = strsep(&rest, " ")))
        if (word[0])
            jw_string(w, word);
    jw_array_end(w);
    jw_object_end(w);
    free(copy);
}

void protection_write(const struct protection *protection, const char *account, struct json_writer *w)
{
    bool may = protection_admits(protection, account);
    jw_object(w);
    jw_member_int(w, "protectedRangeId", protection->id);
    write_range(protection, w);
    if (protection->description)
        jw_member_string(w, "description", protection->description);
    if (protection->warning_only)
        jw_member_bool(w, "warningOnly", true);
    if (may)
        jw_member_bool(w, "requestingUserCanEdit", true);
    if (may && protection->editors)
        write_editors(protection->editors, w);
    jw_object_end(w);
}
