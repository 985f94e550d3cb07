/* spreadsheets.get without grid data. Pure. */
#ifndef VIGIE_SIM_METADATA_H
#define VIGIE_SIM_METADATA_H

#include "sheets_call.h"

/* {"spreadsheetId","properties","sheets":[{"properties"}],"spreadsheetUrl"} */
void metadata_write(const struct sheets_call *call, const struct workbook *book, struct json_writer *w);
/* {"sheetId","title","index","sheetType","gridProperties"} */
void metadata_write_tab(const struct grid *g, size_t index, struct json_writer *w);

#endif
