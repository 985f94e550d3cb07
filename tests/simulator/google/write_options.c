/* How to write, and how the answer to a write looks. */
#include "fields.h"
#include "pending_writes.h"

#include <string.h>

bool write_options_input(const struct sheets_call *call, const char *text, enum cell_input *ret)
{
    if (strcmp(text, "RAW") != 0 && strcmp(text, "USER_ENTERED") != 0) {
        if (text[0] && strcmp(text, "INPUT_VALUE_OPTION_UNSPECIFIED") != 0)
            reply_refuse_field(call->reply, "value_input_option",
                               "Invalid value at 'value_input_option' "
                               "(type.googleapis.com/google.apps.sheets.v4.ValueInputOption), \"%s\"",
                               text);
        else
            reply_refuse(call->reply, 400, "'valueInputOption' is required but not specified");
        return false;
    }
    *ret = text[0] == 'R' ? CELL_RAW : CELL_USER_ENTERED;
    if (*ret == CELL_USER_ENTERED)
        violations_add(call->violations, "user_entered", "valueInputOption=USER_ENTERED");
    return true;
}

bool write_options_query(const struct sheets_call *call, const struct form *query, struct write_options *ret)
{
    ret->echo = form_true(query, "includeValuesInResponse");
    return write_options_input(call, form_get(query, "valueInputOption", ""), &ret->input) &&
           values_read_options(call, "", form_get(query, "responseValueRenderOption", ""),
                               form_get(query, "responseDateTimeRenderOption", ""), &ret->echo_options);
}

void write_count(struct json_writer *w, const char *name, uint32_t count)
{
    if (count)
        jw_member_int(w, name, count);
}

void pending_write_update(const struct sheets_call *call, const struct pending *p, struct counts n,
                          const struct write_options *o, struct json_writer *w)
{
    struct target t = p->target;
    /* Without a single value the area is nothing; Google names where it would have begun. */
    if (t.rect.end_row == t.rect.row)
        t.rect.end_row++;
    if (t.rect.end_column == t.rect.column)
        t.rect.end_column++;
    jw_object(w);
    jw_member_string(w, "spreadsheetId", call->spreadsheet_id);
    jw_key(w, "updatedRange");
    values_write_a1(t.grid, t.rect, w);
    write_count(w, "updatedRows", n.rows);
    write_count(w, "updatedColumns", n.columns);
    write_count(w, "updatedCells", n.cells);
    if (o->echo) {
        jw_key(w, "updatedData");
        values_write_range(&t, o->echo_options, w);
    }
    if (p->filter) {
        jw_key(w, "dataFilter");
        fields_copy(p->filter, w);
    }
    jw_object_end(w);
}
