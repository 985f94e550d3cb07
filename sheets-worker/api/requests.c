/* Bodies and URLs of Sheets calls. */
#include "requests.h"

#include "a1.h"
#include "json_writer.h"
#include "url.h"

#include <string.h>

static const char *const HEADER[COLUMNS] = {"channel_id", "validated_by", "corrections", "message_id"};

static void begin(struct api_request *r, const struct api_place *place, const char *method, bool is_write)
{
    *r = (struct api_request){.method = method, .is_write = is_write};
    buffer_init(&r->url, 8192);
    buffer_init(&r->body, API_REQUEST_MOST);
    buffer_format(&r->url, "%s/v4/spreadsheets/", place->base_url);
    url_encode(&r->url, place->spreadsheet_id);
}

void api_request_free(struct api_request *r)
{
    buffer_free(&r->url);
    buffer_free(&r->body);
}

static const char *column_text(const struct row *row, unsigned column)
{
    const char *const cells[COLUMNS] = {row->key, row->b, row->c, row->d};
    return cells[column];
}

void request_tabs(struct api_request *r, const struct api_place *place)
{
    begin(r, place, "GET", false);
    buffer_text(&r->url, "?fields=");
    url_encode(&r->url,
               "sheets.properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount))");
}

void request_rows(struct api_request *r, const struct api_place *place)
{
    struct buffer range;
    buffer_init(&range, 2048);
    a1_columns(&range, place->title);
    begin(r, place, "GET", false);
    buffer_text(&r->url, "/values/");
    url_encode(&r->url, buffer_string(&range));
    buffer_text(&r->url, "?majorDimension=ROWS&valueRenderOption=FORMULA");
    buffer_free(&range);
}

void request_whole_row(struct api_request *r, const struct api_place *place, uint32_t row)
{
    struct buffer range;
    buffer_init(&range, 2048);
    a1_row(&range, place->title, row);
    begin(r, place, "GET", false);
    buffer_text(&r->url, "/values/");
    url_encode(&r->url, buffer_string(&range));
    buffer_text(&r->url, "?majorDimension=ROWS&valueRenderOption=FORMULA");
    buffer_free(&range);
}

/* ---- values:batchUpdate. */

/* From column A on, so that the answer shows whose row it was. Cells that are not changed are null, which
 * leaves them alone. */
static void write_update(struct json_writer *w, const char *title, const struct api_update *update,
                         struct buffer *range)
{
    unsigned last = COLUMNS - 1;
    while (!(update->changed & 1u << last))
        last--;
    buffer_clear(range);
    a1_cells(range, title, update->place, 0, last);
    jw_object(w);
    jw_member_string(w, "range", buffer_string(range));
    jw_key(w, "values");
    jw_array(w);
    jw_array(w);
    for (unsigned column = 0; column <= last; column++)
        jw_string(w, update->changed & 1u << column ? column_text(&update->row, column) : NULL);
    jw_array_end(w);
    jw_array_end(w);
    jw_object_end(w);
}

void request_updates(struct api_request *r, const struct api_place *place, const struct api_update *updates,
                     size_t count)
{
    begin(r, place, "POST", true);
    buffer_text(&r->url, "/values:batchUpdate");
    struct buffer range;
    buffer_init(&range, 2048);
    struct json_writer w = json_writer(&r->body);
    jw_object(&w);
    jw_member_string(&w, "valueInputOption", "RAW");
    jw_key(&w, "data");
    jw_array(&w);
    for (size_t i = 0; i < count; i++)
        write_update(&w, place->title, &updates[i], &range);
    jw_array_end(&w);
    jw_member_bool(&w, "includeValuesInResponse", true);
    jw_member_string(&w, "responseValueRenderOption", "FORMULA");
    jw_object_end(&w);
    buffer_free(&range);
}

/* ---- spreadsheets:batchUpdate. */

static struct json_writer begin_batch(struct api_request *r, const struct api_place *place)
{
    begin(r, place, "POST", true);
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

/* A cell with its type, as people.h spells it; none for an empty one, which empties it. */
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

static void write_mend(struct json_writer *w, int64_t sheet_id, const struct people_hit *hit)
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

void request_mends(struct api_request *r, const struct api_place *place, const struct people_hit *hits,
                   size_t count)
{
    struct json_writer w = begin_batch(r, place);
    for (size_t i = 0; i < count; i++)
        write_mend(&w, place->sheet_id, &hits[i]);
    end_batch(&w);
}

static void write_grid(struct json_writer *w, int rows, int columns, int frozen)
{
    jw_key(w, "gridProperties");
    jw_object(w);
    if (rows)
        jw_member_int(w, "rowCount", rows);
    jw_member_int(w, "columnCount", columns);
    if (frozen)
        jw_member_int(w, "frozenRowCount", frozen);
    jw_object_end(w);
}

/* Digits that a person types later stay text too. */
static void write_text_format(struct json_writer *w, int64_t sheet_id)
{
    begin_step(w, "repeatCell");
    jw_key(w, "range");
    jw_object(w);
    jw_member_int(w, "sheetId", sheet_id);
    jw_member_int(w, "startColumnIndex", 0);
    jw_member_int(w, "endColumnIndex", COLUMNS);
    jw_object_end(w);
    jw_key(w, "cell");
    jw_object(w);
    jw_key(w, "userEnteredFormat");
    jw_object(w);
    jw_key(w, "numberFormat");
    jw_object(w);
    jw_member_string(w, "type", "TEXT");
    jw_object_end(w);
    jw_object_end(w);
    jw_object_end(w);
    jw_member_string(w, "fields", "userEnteredFormat.numberFormat");
    end_step(w);
}

static void write_header_row(struct json_writer *w, int64_t sheet_id)
{
    begin_step(w, "updateCells");
    jw_key(w, "start");
    jw_object(w);
    jw_member_int(w, "sheetId", sheet_id);
    jw_member_int(w, "rowIndex", 0);
    jw_member_int(w, "columnIndex", 0);
    jw_object_end(w);
    jw_key(w, "rows");
    jw_array(w);
    write_row_data(w, HEADER);
    jw_array_end(w);
    jw_member_string(w, "fields", "userEnteredValue");
    end_step(w);
}

void request_new_tab(struct api_request *r, const struct api_place *place)
{
    struct json_writer w = begin_batch(r, place);
    begin_step(&w, "addSheet");
    jw_key(&w, "properties");
    jw_object(&w);
    jw_member_int(&w, "sheetId", place->sheet_id);
    jw_member_string(&w, "title", place->title);
    jw_member_string(&w, "sheetType", "GRID");
    write_grid(&w, 1000, 26, 1);
    jw_object_end(&w);
    end_step(&w);
    write_text_format(&w, place->sheet_id);
    write_header_row(&w, place->sheet_id);
    end_batch(&w);
}

void request_widen(struct api_request *r, const struct api_place *place)
{
    struct json_writer w = begin_batch(r, place);
    begin_step(&w, "updateSheetProperties");
    jw_key(&w, "properties");
    jw_object(&w);
    jw_member_int(&w, "sheetId", place->sheet_id);
    write_grid(&w, 0, COLUMNS, 0);
    jw_object_end(&w);
    jw_member_string(&w, "fields", "gridProperties.columnCount");
    end_step(&w);
    end_batch(&w);
}
