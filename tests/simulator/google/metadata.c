/* Spreadsheet metadata as Google prints it. */
#include "metadata.h"

#include <stdio.h>

void metadata_write_tab(const struct grid *g, size_t index, struct json_writer *w)
{
    jw_object(w);
    jw_member_int(w, "sheetId", g->id);
    jw_member_string(w, "title", g->title);
    jw_member_int(w, "index", (int64_t)index);
    jw_member_string(w, "sheetType", "GRID");
    jw_key(w, "gridProperties");
    jw_object(w);
    jw_member_int(w, "rowCount", g->rows);
    jw_member_int(w, "columnCount", g->columns);
    if (g->frozen_rows)
        jw_member_int(w, "frozenRowCount", g->frozen_rows);
    jw_object_end(w);
    jw_object_end(w);
}

void metadata_write(const struct sheets_call *call, const struct workbook *book, struct json_writer *w)
{
    char url[300];
    snprintf(url, sizeof url, "https://docs.google.com/spreadsheets/d/%s/edit", call->spreadsheet_id);
    jw_object(w);
    jw_member_string(w, "spreadsheetId", call->spreadsheet_id);
    jw_key(w, "properties");
    jw_object(w);
    jw_member_string(w, "title", "Validation");
    jw_member_string(w, "locale", "fr_FR");
    jw_member_string(w, "autoRecalc", "ON_CHANGE");
    jw_member_string(w, "timeZone", "Europe/Paris");
    jw_object_end(w);
    jw_key(w, "sheets");
    jw_array(w);
    for (size_t i = 0; i < book->count; i++) {
        jw_object(w);
        jw_key(w, "properties");
        metadata_write_tab(book->tabs[i], i, w);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_member_string(w, "spreadsheetUrl", url);
    jw_object_end(w);
}
