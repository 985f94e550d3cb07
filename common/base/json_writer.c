/* Streaming JSON writer. An element that is short, as most are, is put together on the stack, with its comma,
 * and appended at once. */
#include "json_writer.h"

#include "utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define BRIEF 128

static void separate(struct json_writer *w)
{
    if (w->comma)
        buffer_char(w->out, ',');
    w->comma = true;
}

static void open_container(struct json_writer *w, char c)
{
    const char text[2] = {',', c};
    buffer_append(w->out, w->comma ? text : text + 1, w->comma ? 2 : 1);
    w->comma = false;
}

static void close_container(struct json_writer *w, char c)
{
    buffer_append(w->out, &c, 1);
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

/* Bytes from `text` on that stand in a JSON string as they are: UTF-8 but quotes, backslashes and control
 * characters. */
static size_t plain_run(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length) {
        unsigned char c = (unsigned char)text[n];
        size_t bytes = c < 0x80 ? c >= 0x20 && c != '"' && c != '\\' : utf8_sequence(text + n, length - n);
        if (!bytes)
            break;
        n += bytes;
    }
    return n;
}

static void write_special(struct buffer *out, unsigned char c)
{
    const char escaped[2] = {'\\', (char)c};
    if (c == '"' || c == '\\')
        buffer_append(out, escaped, 2);
    else if (c < 0x20)
        buffer_format(out, "\\u%04x", c);
    else
        buffer_text(out, "\xEF\xBF\xBD");
}

static void write_escaped(struct buffer *out, const char *text, size_t length)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        size_t plain = plain_run(text + i, length - i);
        buffer_append(out, text + i, plain);
        i += plain;
        if (i < length)
            write_special(out, (unsigned char)text[i]);
    }
    buffer_char(out, '"');
}

/* Comma, quotes and `tail` around a text that is plain and short; false, and nothing is written, if it is
 * not. */
static bool write_brief(struct json_writer *w, const char *text, size_t length, const char *tail)
{
    char brief[BRIEF];
    size_t n = 0;
    if (length > sizeof(brief) - 4 || plain_run(text, length) < length)
        return false;
    if (w->comma)
        brief[n++] = ',';
    brief[n++] = '"';
    memcpy(brief + n, text, length);
    n += length;
    while (*tail)
        brief[n++] = *tail++;
    buffer_append(w->out, brief, n);
    return true;
}

void jw_key(struct json_writer *w, const char *name)
{
    if (!write_brief(w, name, strlen(name), "\":")) {
        separate(w);
        write_escaped(w->out, name, strlen(name));
        buffer_char(w->out, ':');
    }
    w->comma = false;
}

void jw_string_n(struct json_writer *w, const char *text, size_t length)
{
    if (!write_brief(w, text, length, "\"")) {
        separate(w);
        write_escaped(w->out, text, length);
    }
    w->comma = true;
}

void jw_string(struct json_writer *w, const char *text)
{
    if (text)
        jw_string_n(w, text, strlen(text));
    else
        jw_null(w);
}

/* `before` and `after` are one character each, or '\0' for none. */
static void write_digits(struct json_writer *w, char before, uint64_t value, char after)
{
    char text[24]; /* comma, the 20 digits of 2^64 - 1, and what stands around them */
    size_t at = sizeof(text);
    if (after)
        text[--at] = after;
    do
        text[--at] = (char)('0' + value % 10);
    while (value /= 10);
    if (before)
        text[--at] = before;
    if (w->comma)
        text[--at] = ',';
    buffer_append(w->out, text + at, sizeof(text) - at);
    w->comma = true;
}

void jw_int(struct json_writer *w, int64_t value)
{
    write_digits(w, value < 0 ? '-' : '\0', value < 0 ? -(uint64_t)value : (uint64_t)value, '\0');
}

void jw_uint(struct json_writer *w, uint64_t value)
{
    write_digits(w, '\0', value, '\0');
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
    write_digits(w, '"', id, '"');
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
