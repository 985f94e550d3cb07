/* Field masks: "sheets.properties(sheetId,title),spreadsheetId", "gridProperties/rowCount", "*". Pure. */
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

/* Copies all of a value. */
void fields_copy(const struct json_value *v, struct json_writer *w);
/* The first path that no answer could have (fields.def), NULL: all may be there. */
const char *fields_unknown(const struct fields *f);
/* Copies of `document` what the mask asks for; arrays are looked through. */
void fields_filter(const struct fields *f, const struct json_value *document, struct json_writer *w);

#endif
