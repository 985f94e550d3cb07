/* Streaming JSON writer. */
#include "json_writer.h"

#include "utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void separate(struct json_writer *w)
{
    if (w->comma)
        buffer_char(w->out, ',');
    w->comma = true;
}

static void open_container(struct json_writer *w, char c)
{
    separate(w);
    buffer_char(w->out, c);
    w->comma = false;
}

static void close_container(struct json_writer *w, char c)
{
    buffer_char(w->out, c);
    w->comma = true;
}

void jw_object(struct json_writer *w)
{
    open_container(w, '{');
}

void jw_object_end(struct json_writer *w)
{
    close_container(w, '}');
}

void jw_array(struct json_writer *w)
{
    open_container(w, '[');
}

void jw_array_end(struct json_writer *w)
{
    close_container(w, ']');
}

/* Bytes from `text` on that need no look: ASCII but quotes, backslashes and control characters. */
static size_t plain_run(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && (unsigned char)text[n] >= 0x20 && (unsigned char)text[n] < 0x80 && text[n] != '"' &&
           text[n] != '\\')
        n++;
    return n;
}

static size_t write_special(struct buffer *out, const char *text, size_t length)
{
    unsigned char c = (unsigned char)text[0];
    if (c == '"' || c == '\\') {
        buffer_char(out, '\\');
        buffer_char(out, (char)c);
        return 1;
    }
    if (c < 0x20) {
        buffer_format(out, "\\u%04x", c);
        return 1;
    }
    size_t n = utf8_sequence(text, length);
    if (n)
        buffer_append(out, text, n);
    else
        buffer_text(out, "\xEF\xBF\xBD");
    return n ? n : 1;
}

static void write_escaped(struct buffer *out, const char *text, size_t length)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < length;) {
        size_t plain = plain_run(text + i, length - i);
        buffer_append(out, text + i, plain);
        i += plain;
        if (i < length)
            i += write_special(out, text + i, length - i);
    }
    buffer_char(out, '"');
}

void jw_key(struct json_writer *w, const char *name)
{
    separate(w);
    write_escaped(w->out, name, strlen(name));
    buffer_char(w->out, ':');
    w->comma = false;
}

void jw_string_n(struct json_writer *w, const char *text, size_t length)
{
    separate(w);
    write_escaped(w->out, text, length);
}

void jw_string(struct json_writer *w, const char *text)
{
    if (text)
        jw_string_n(w, text, strlen(text));
    else
        jw_null(w);
}

void jw_int(struct json_writer *w, int64_t value)
{
    if (value >= 0) {
        jw_uint(w, (uint64_t)value);
        return;
    }
    separate(w);
    buffer_format(w->out, "%" PRId64, value);
}

void jw_uint(struct json_writer *w, uint64_t value)
{
    char digits[20]; /* of 2^64 - 1 */
    size_t at = sizeof(digits);
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    separate(w);
    buffer_append(w->out, digits + at, sizeof(digits) - at);
}

void jw_decimal(struct json_writer *w, double value, int decimals)
{
    separate(w);
    if (isfinite(value))
        buffer_format(w->out, "%.*f", decimals, value);
    else
        buffer_text(w->out, "null");
}

void jw_bool(struct json_writer *w, bool value)
{
    separate(w);
    buffer_text(w->out, value ? "true" : "false");
}

void jw_null(struct json_writer *w)
{
    separate(w);
    buffer_text(w->out, "null");
}

void jw_id(struct json_writer *w, uint64_t id)
{
    separate(w);
    buffer_format(w->out, "\"%" PRIu64 "\"", id);
}

void jw_raw(struct json_writer *w, const char *json, size_t length)
{
    separate(w);
    buffer_append(w->out, json, length);
}

void jw_member_string(struct json_writer *w, const char *name, const char *text)
{
    jw_key(w, name);
    jw_string(w, text);
}

void jw_member_int(struct json_writer *w, const char *name, int64_t value)
{
    jw_key(w, name);
    jw_int(w, value);
}

void jw_member_decimal(struct json_writer *w, const char *name, double value, int decimals)
{
    jw_key(w, name);
    jw_decimal(w, value, decimals);
}

void jw_member_bool(struct json_writer *w, const char *name, bool value)
{
    jw_key(w, name);
    jw_bool(w, value);
}

void jw_member_id(struct json_writer *w, const char *name, uint64_t id)
{
    jw_key(w, name);
    jw_id(w, id);
}
