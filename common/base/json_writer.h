/* Streaming JSON writer over a capped buffer: compact, commas by itself, strings escaped, no tree.
 * Errors are sticky in the buffer: write all, then look at `out->failed`. It stands in base because the log
 * and the supervisor write JSON too, and neither may depend on a JSON library. */
#ifndef VIGIE_JSON_WRITER_H
#define VIGIE_JSON_WRITER_H

#include "buffer.h"

#include <stdint.h>

struct json_writer {
    struct buffer *out; /* borrowed */
    bool comma;         /* the next element is not the first of its container */
};

static inline struct json_writer json_writer(struct buffer *out)
{
    return (struct json_writer){.out = out};
}

void jw_object(struct json_writer *w);
void jw_object_end(struct json_writer *w);
void jw_array(struct json_writer *w);
void jw_array_end(struct json_writer *w);

/* Inside an object: the name of the next value. */
void jw_key(struct json_writer *w, const char *name);

/* Values. Strings are UTF-8; bytes that are not become U+FFFD. NULL is written as null. */
void jw_string(struct json_writer *w, const char *text);
void jw_string_n(struct json_writer *w, const char *text, size_t length);
void jw_int(struct json_writer *w, int64_t value);
void jw_uint(struct json_writer *w, uint64_t value);
void jw_decimal(struct json_writer *w, double value, int decimals); /* not finite: null */
void jw_bool(struct json_writer *w, bool value);
void jw_null(struct json_writer *w);
void jw_id(struct json_writer *w, uint64_t id); /* a snowflake: as a string, ids must never be numbers */
void jw_raw(struct json_writer *w, const char *json, size_t length); /* already JSON */

/* Key and value in one call. */
void jw_member_string(struct json_writer *w, const char *name, const char *text);
void jw_member_int(struct json_writer *w, const char *name, int64_t value);
void jw_member_decimal(struct json_writer *w, const char *name, double value, int decimals);
void jw_member_bool(struct json_writer *w, const char *name, bool value);
void jw_member_id(struct json_writer *w, const char *name, uint64_t id);

#endif
