/* GridData: the cells of a range one by one, as spreadsheets.get gives them with includeGridData. Pure. */
#ifndef VIGIE_SIM_GRID_DATA_H
#define VIGIE_SIM_GRID_DATA_H

#include "values.h"

/* {"startRow"?,"startColumn"?,"rowData"?,"rowMetadata","columnMetadata"}; rows and cells end with the last
 * that holds something, the metadata do not. */
void grid_data_write(const struct target *t, struct json_writer *w);

#endif
