/* Field masks: "sheets.properties(sheetId,title),spreadsheetId", "gridProperties/rowCount", "*". Pure.
 * fields_parse, then fields_free. */
#ifndef VIGIE_SIM_FIELDS_H
#define VIGIE_SIM_FIELDS_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>

enum { FIELDS_MAX = 100, FIELDS_PATH = 200 };

struct fields {
    char paths[FIELDS_MAX][FIELDS_PATH]; /* expanded: "sheets.properties.sheetId" */
    size_t count;
};

/* False: unbalanced, empty, or too much of it. */
bool fields_parse(const char *mask, struct fields *ret_fields);

/* Does the mask ask for this path, a part of it, or something above it? */
bool fields_touch(const struct fields *f, const char *path);

/* Copies of `document` what the mask asks for; arrays are looked through. Returns NULL, or the first path of
 * the mask that matches nothing. */
const char *fields_filter(const struct fields *f, const struct json_value *document, struct json_writer *w);

#endif
