/* A look at JSON text without parsing it: for events of which most are of no interest. Pure. */
#ifndef VIGIE_JSON_GLANCE_H
#define VIGIE_JSON_GLANCE_H

#include <stddef.h>
#include <stdint.h>

/* The next snowflake under this name, at whatever depth; 0 when there is no more. *at, which begins at the
 * text's start, moves on. Every one that is written as Discord does, in digits, is found, except under
 * a name written with escapes; what stands inside of strings is not. */
uint64_t json_glance_id(const char **at, const char *end, const char *name);

#endif
