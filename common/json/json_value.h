/* Reading JSON: parse, then ask by name; every question has an answer for what is not there. The door to
 * jansson. Integers that no 64-bit number can hold do not spoil the document, they read as not there. Values
 * belong to their document. */
#ifndef VIGIE_JSON_VALUE_H
#define VIGIE_JSON_VALUE_H

#include "err.h"

#include "buffer.h"
#include <stdbool.h>

#include <stddef.h>
#include <stdint.h>

struct json_value; /* never defined: one of the library's values */

/* ERR_SYNTAX, code: the byte where it stopped. The text is not kept. */
struct err json_parse(const char *text, size_t length, struct json_value **ret_document);
/* Appends the value as compact JSON text; nothing for NULL. */
void json_print(const struct json_value *v, struct buffer *out);
/* Accepts NULL. */
void json_destroy(struct json_value **document);

/* All accept NULL and values of another type, and answer NULL, 0 or the fallback then. */
const struct json_value *json_get(const struct json_value *object, const char *name);
/* "a.b.0.c": member names, and numbers as array indices. */
const struct json_value *json_find(const struct json_value *from, const char *path);
size_t json_length(const struct json_value *array_or_object);
const struct json_value *json_at(const struct json_value *array, size_t index);

bool json_is_null(const struct json_value *v); /* null or not there */
bool json_is_object(const struct json_value *v);
bool json_is_array(const struct json_value *v);
bool json_is_string(const struct json_value *v);
bool json_is_number(const struct json_value *v);

/* The string (UTF-8, NUL-terminated, no NUL inside), or `fallback`. */
const char *json_text(const struct json_value *v, const char *fallback);
/* JSON has one kind of number: 41250.0 and 4.125e4 are the integer 41250 too, as far as they are exact. */
int64_t json_int(const struct json_value *v, int64_t fallback);
double json_number(const struct json_value *v, double fallback);
bool json_bool(const struct json_value *v, bool fallback);
/* A snowflake written as a string of digits, or as an integer; 0 if neither. At most 63 bits, which Discord's
 * fill in 2084: more would be written into cells as an integer that json_int cannot read back. */
uint64_t json_id(const struct json_value *v);

/* Calls `each` for each member of an object, in document order; stops when it returns false. */
void json_each(const struct json_value *object,
               bool (*each)(void *ctx, const char *name, const struct json_value *v), void *ctx);

#endif
