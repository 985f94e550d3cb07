/* Writing a JSON value that was read: what a client sent and the simulator keeps or shows again. */
#ifndef VIGIE_SIM_JSON_COPY_H
#define VIGIE_SIM_JSON_COPY_H

#include "json_value.h"
#include "json_writer.h"

/* Writes `v` with all that it holds; NULL as null. */
void json_copy(struct json_writer *w, const struct json_value *v);

/* The value as a text to keep, malloc'ed; "null" for NULL. NULL over `most` bytes. */
char *json_copy_text(const struct json_value *v, size_t most);

#endif
