/* spreadsheets:batchUpdate: appended rows, people's cells, the tab itself. */
#include "requests_inside.h"

#include <string.h>

static struct json_writer begin_batch(struct api_request *r, const struct api_place *place)
{
    request_begin(r, place, "POST", true);
    buffer_text(&r->url, ":batchUpdate");
    struct json_writer w = json_writer(&r->body);
    jw_object(&w);
    jw_key(&w, "requests");
    jw_array(&w);
    return w;
}

static void end_batch(struct json_writer *w)
{
    jw_array_end(w);
    jw_object_end(w);
}

/* {"kind":{ */
static void begin_step(struct json_writer *w, const char *kind)
{
    jw_object(w);
    jw_key(w, kind);
    jw_object(w);
}

static void end_step(struct json_writer *w)
{
    jw_object_end(w);
    jw_object_end(w);
}

static void write_row_data(struct json_writer *w, const char *const cells[COLUMNS])
{
    jw_object(w);
    jw_key(w, "values");
    jw_array(w);
    for (unsigned column = 0; column < COLUMNS; column++) {
        jw_object(w);
        jw_key(w, "userEnteredValue");
        jw_object(w);
        jw_member_string(w, "stringValue", cells[column]);
        jw_object_end(w);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_object_end(w);
}

void request_inserts(struct api_request *r, const struct api_place *place, const struct row *rows,
                     size_t count)
{
    struct json_writer w = begin_batch(r, place);
    begin_step(&w, "appendCells");
    jw_member_int(&w, "sheetId", place->sheet_id);
    jw_member_string(&w, "fields", "userEnteredValue");
    jw_key(&w, "rows");
    jw_array(&w);
    for (size_t i = 0; i < count; i++) {
        const char *const cells[COLUMNS] = {rows[i].key, rows[i].b, rows[i].c, rows[i].d};
        write_row_data(&w, cells);
    }
    jw_array_end(&w);
    end_step(&w);
    end_batch(&w);
}

/* A cell with its type, as foreign_rows.h spells it; none for an empty one, which empties it. */
static void write_typed_cell(struct json_writer *w, const char *cell)
{
    jw_object(w);
    if (cell[0]) {
        jw_key(w, "userEnteredValue");
        jw_object(w);
        if (cell[0] == 'n') {
            jw_key(w, "numberValue");
            jw_raw(w, cell + 1, strlen(cell + 1));
        } else if (cell[0] == 'b') {
            jw_member_bool(w, "boolValue", cell[1] == '1');
        } else {
            jw_member_string(w, cell[1] == '=' ? "formulaValue" : "stringValue", cell + 1);
        }
        jw_object_end(w);
    }
    jw_object_end(w);
}

static void write_restored_row(struct json_writer *w, int64_t sheet_id, const struct foreign_hit *hit)
{
    begin_step(w, "updateCells");
    jw_key(w, "start");
    jw_object(w);
    jw_member_int(w, "sheetId", sheet_id);
    jw_member_int(w, "rowIndex", (int64_t)hit->place - 1);
    jw_member_int(w, "columnIndex", 1);
    jw_object_end(w);
    jw_key(w, "rows");
    jw_array(w);
    jw_object(w);
    jw_key(w, "values");
    jw_array(w);
    for (size_t column = 1; column < COLUMNS; column++)
        write_typed_cell(w, hit->was ? hit->was->cells[column] : "");
    jw_array_end(w);
    jw_object_end(w);
    jw_array_end(w);
    jw_member_string(w, "fields", "userEnteredValue");
    end_step(w);
}

void request_restore(struct api_request *r, const struct api_place *place, const struct foreign_hit *hits,
                     size_t count)
{
    struct json_writer w = begin_batch(r, place);
    for (size_t i = 0; i < count; i++)
        write_restored_row(&w, place->sheet_id, &hits[i]);
    end_batch(&w);
}

void request_widen(struct api_request *r, const struct api_place *place)
{
    struct json_writer w = begin_batch(r, place);
    begin_step(&w, "updateSheetProperties");
    jw_key(&w, "properties");
    jw_object(&w);
    jw_member_int(&w, "sheetId", place->sheet_id);
    jw_key(&w, "gridProperties");
    jw_object(&w);
    jw_member_int(&w, "columnCount", COLUMNS);
    jw_object_end(&w);
    jw_object_end(&w);
    jw_member_string(&w, "fields", "gridProperties.columnCount");
    end_step(&w);
    end_batch(&w);
}
