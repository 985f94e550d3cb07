/* spreadsheets.get, getByDataFilter, and what batchUpdate tells of the book. Pure. */
#ifndef VIGIE_SIM_METADATA_H
#define VIGIE_SIM_METADATA_H

#include "data_filter.h"

struct metadata_view {
    bool grid_data;          /* with the cells */
    const struct hits *hits; /* the ranges that are wanted, and no other tabs; none: everything */
};

/* {"spreadsheetId","properties","sheets":[{"properties","data"?,"developerMetadata"?}],"developerMetadata"?,
 * "spreadsheetUrl"} of the call's book. */
void metadata_write(const struct sheets_call *call, const struct metadata_view *view, struct json_writer *w);
/* {"sheetId","title","index","sheetType","gridProperties"} */
void metadata_write_tab(const struct grid *g, size_t index, struct json_writer *w);

/* GET …/ID?ranges=…&includeGridData=…; with a mask the cells come if the mask asks for them. */
void metadata_get(const struct sheets_call *call, const struct form *query);
/* POST …/ID:getByDataFilter {"dataFilters","includeGridData"} */
void metadata_get_by_filter(const struct sheets_call *call, const struct json_value *body);
/* POST …/developerMetadata:search {"dataFilters"} (batch_pins.c) */
void metadata_search(const struct sheets_call *call, const struct json_value *body);

/* GET …/developerMetadata/ID (batch_pins.c) */
void metadata_get_pin(const struct sheets_call *call, const char *id);

#endif
