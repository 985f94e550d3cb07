/* Messages with files come as multipart/form-data; of those only the part payload_json matters here. Pure. */
#ifndef VIGIE_SIM_MULTIPART_H
#define VIGIE_SIM_MULTIPART_H

#include <stddef.h>

/* The bytes of the part named payload_json, within `body`; an empty text "" if there is none. */
void multipart_payload(const char *body, size_t length, const char **ret_text, size_t *ret_length);

#endif
