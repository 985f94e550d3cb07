/* A JSON value, written again member by member. */
#include "json_copy.h"

#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

static void copy_number(struct json_writer *w, const struct json_value *v)
{
    int64_t whole = json_int(v, INT64_MIN);
    double number = json_number(v, 0);
    if (whole != INT64_MIN)
        jw_int(w, whole);
    else /* beyond 2^53 a double has no fraction, nor needs one */
        jw_decimal(w, number, number > -9e15 && number < 9e15 && number != (double)(int64_t)number ? 9 : 0);
}

static bool copy_member(void *ctx, const char *name, const struct json_value *v)
{
    struct json_writer *w = ctx;
    jw_key(w, name);
    json_copy(w, v);
    return true;
}

static void copy_array(struct json_writer *w, const struct json_value *v)
{
    jw_array(w);
    for (size_t i = 0; i < json_length(v); i++)
        json_copy(w, json_at(v, i));
    jw_array_end(w);
}

void json_copy(struct json_writer *w, const struct json_value *v)
{
    if (json_is_null(v)) {
        jw_null(w);
    } else if (json_is_object(v)) {
        jw_object(w);
        json_each(v, copy_member, w);
        jw_object_end(w);
    } else if (json_is_array(v)) {
        copy_array(w, v);
    } else if (json_is_string(v)) {
        jw_string(w, json_text(v, ""));
    } else if (json_is_number(v)) {
        copy_number(w, v);
    } else {
        jw_bool(w, json_bool(v, false));
    }
}

char *json_copy_text(const struct json_value *v, size_t most)
{
    struct buffer text;
    buffer_init(&text, most);
    struct json_writer w = json_writer(&text);
    json_copy(&w, v);
    char *copy = text.failed ? NULL : text_copy(buffer_string(&text));
    buffer_free(&text);
    return copy;
}
