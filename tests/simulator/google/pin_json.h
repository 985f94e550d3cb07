/* Developer metadata as JSON, and the lookups that find it. Pure. */
#ifndef VIGIE_SIM_PIN_JSON_H
#define VIGIE_SIM_PIN_JSON_H

#include "developer_metadata.h"
#include "json_value.h"
#include "json_writer.h"

/* A DeveloperMetadata; the caller frees what it holds. NULL, or what is wrong with it. Its id is -1 if none
 * is given. */
const char *pin_read(const struct json_value *v, struct pin *ret);
void pin_write(const struct pin *pin, struct json_writer *w);

/* Does a DeveloperMetadataLookup find it? What the lookup does not name may be anything. */
bool pin_matches(const struct pin *pin, const struct json_value *lookup);

#endif
