/* Reads, and writes of values: URLs and bodies. */
#include "requests_inside.h"

#include "a1.h"
#include "url.h"

#include <string.h>

void request_begin(struct api_request *r, const struct api_place *place, const char *method, bool is_write)
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
    request_begin(r, place, "GET", false);
    buffer_text(&r->url, "?fields=");
    url_encode(&r->url,
               "sheets.properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount))");
}

void request_rows(struct api_request *r, const struct api_place *place)
{
    struct buffer range;
    buffer_init(&range, 2048);
    a1_columns(&range, place->title);
    request_begin(r, place, "GET", false);
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
    request_begin(r, place, "GET", false);
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
    request_begin(r, place, "POST", true);
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
