/* jansson behind our own questions. */
#include "json_value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* jansson has macros of these names that evaluate to int; ours answer for NULL as well. */
#undef json_is_object
#undef json_is_array
#undef json_is_string
#undef json_is_number
#undef json_is_null

#define WHOLE_MOST 9007199254740992.0 /* 2^53: up to here a real is the number that was written */

static const json_t *in(const struct json_value *v)
{
    return (const json_t *)v;
}

static const struct json_value *out(const json_t *v)
{
    return (const struct json_value *)v;
}

struct err json_parse(const char *text, size_t length, struct json_value **ret_document)
{
    json_error_t error;
    json_t *document = json_loadb(text, length, JSON_DECODE_ANY, &error);
    /* One number too big for 64 bits fails the whole document (facts: ids retyped by hand in a sheet): read
     * it as a real, which json_id then refuses. */
    if (!document && json_error_code(&error) == json_error_numeric_overflow)
        document = json_loadb(text, length, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    if (!document)
        return err_make(ERR_SYNTAX, "json.parse", error.position);
    *ret_document = (struct json_value *)document;
    return ERR_OK;
}

static int append_printed(const char *text, size_t length, void *ctx)
{
    struct buffer *buffer = ctx;
    buffer_append(buffer, text, length);
    return buffer->failed ? -1 : 0;
}

void json_print(const struct json_value *v, struct buffer *to)
{
    if (v)
        (void)json_dump_callback(in(v), append_printed, to,
                                 JSON_COMPACT | JSON_ENCODE_ANY); /* full: sticky */
}

void json_destroy(struct json_value **document)
{
    if (*document)
        json_decref((json_t *)*document);
    *document = NULL;
}

const struct json_value *json_get(const struct json_value *object, const char *name)
{
    return out(json_object_get(in(object), name));
}

const struct json_value *json_at(const struct json_value *array, size_t index)
{
    return out(json_array_get(in(array), index));
}

const struct json_value *json_find(const struct json_value *from, const char *path)
{
    char name[64];
    while (from && *path) {
        size_t length = strcspn(path, ".");
        if (length >= sizeof(name))
            return NULL;
        memcpy(name, path, length);
        name[length] = '\0';
        from = json_is_array(from) ? json_at(from, strtoul(name, NULL, 10)) : json_get(from, name);
        path += length + (path[length] == '.');
    }
    return from;
}

size_t json_length(const struct json_value *v)
{
    return json_is_array(v) ? json_array_size(in(v)) : json_object_size(in(v));
}

bool json_is_null(const struct json_value *v)
{
    return !v || json_typeof(in(v)) == JSON_NULL;
}

bool json_is_object(const struct json_value *v)
{
    return v && json_typeof(in(v)) == JSON_OBJECT;
}

bool json_is_array(const struct json_value *v)
{
    return v && json_typeof(in(v)) == JSON_ARRAY;
}

bool json_is_string(const struct json_value *v)
{
    return v && json_typeof(in(v)) == JSON_STRING;
}

bool json_is_number(const struct json_value *v)
{
    return v && (json_typeof(in(v)) == JSON_INTEGER || json_typeof(in(v)) == JSON_REAL);
}

const char *json_text(const struct json_value *v, const char *fallback)
{
    return json_is_string(v) ? json_string_value(in(v)) : fallback;
}

static bool is_whole(double number)
{
    return number >= -WHOLE_MOST && number <= WHOLE_MOST && (double)(int64_t)number == number;
}

int64_t json_int(const struct json_value *v, int64_t fallback)
{
    if (!v)
        return fallback;
    if (json_typeof(in(v)) == JSON_INTEGER)
        return json_integer_value(in(v));
    bool whole = json_typeof(in(v)) == JSON_REAL && is_whole(json_real_value(in(v)));
    return whole ? (int64_t)json_real_value(in(v)) : fallback;
}

double json_number(const struct json_value *v, double fallback)
{
    return json_is_number(v) ? json_number_value(in(v)) : fallback;
}

bool json_bool(const struct json_value *v, bool fallback)
{
    if (!v || (json_typeof(in(v)) != JSON_TRUE && json_typeof(in(v)) != JSON_FALSE))
        return fallback;
    return json_typeof(in(v)) == JSON_TRUE;
}

uint64_t json_id(const struct json_value *v)
{
    if (v && json_typeof(in(v)) == JSON_INTEGER)
        return json_integer_value(in(v)) > 0 ? (uint64_t)json_integer_value(in(v)) : 0;
    const char *text = json_text(v, "");
    size_t digits = strspn(text, "0123456789");
    uint64_t id = digits && !text[digits] ? strtoull(text, NULL, 10) : 0;
    return id <= INT64_MAX ? id : 0;
}

void json_each(const struct json_value *object,
               bool (*each)(void *ctx, const char *name, const struct json_value *v), void *ctx)
{
    if (!json_is_object(object))
        return;
    json_t *o = (json_t *)(uintptr_t)object;
    for (void *at = json_object_iter(o); at; at = json_object_iter_next(o, at))
        if (!each(ctx, json_object_iter_key(at), out(json_object_iter_value(at))))
            return;
}
