/* Recursive descent over a Python literal; the depth cap bounds the recursion. */
#include "python_literal.h"

#include "array_len.h"
#include "json_writer.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INTEGER_DIGITS_MOST 40

struct reader {
    const char *at, *end;
    struct buffer *out;
    unsigned depth;
};

enum value_kind { VALUE_BAD, VALUE_INTEGER, VALUE_STRING, VALUE_OTHER };

static enum value_kind read_value(struct reader *r);

static void skip_space(struct reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
        r->at++;
}

static bool take(struct reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

/* ---- Strings. */

static void append_code_point(struct buffer *out, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    if (c < 0x80) {
        buffer_char(out, (char)c);
    } else if (c < 0x800) {
        buffer_char(out, (char)(0xC0 | c >> 6));
        buffer_char(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buffer_char(out, (char)(0xE0 | c >> 12));
        buffer_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buffer_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        buffer_char(out, (char)(0xF0 | c >> 18));
        buffer_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        buffer_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buffer_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* Exactly `digits` hexadecimal digits. */
static bool read_hex(struct reader *r, unsigned digits, uint32_t *ret_number)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < digits; i++, r->at++) {
        if (r->at == r->end || !isxdigit((unsigned char)*r->at))
            return false;
        unsigned char c = (unsigned char)*r->at;
        number = number << 4 | (uint32_t)(isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
    }
    *ret_number = number;
    return true;
}

static uint32_t read_octal(struct reader *r)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < 3 && r->at < r->end && *r->at >= '0' && *r->at <= '7'; i++, r->at++)
        number = number << 3 | (uint32_t)(*r->at - '0');
    return number;
}

/* \uD83D\uDE00: a surrogate pair written as two escapes, as JSON has it and Python prints of broken strings.
 */
static uint32_t join_surrogates(struct reader *r, uint32_t high)
{
    struct reader ahead = *r;
    uint32_t low;
    if (high < 0xD800 || high > 0xDBFF || ahead.end - ahead.at < 6 || ahead.at[0] != '\\' ||
        ahead.at[1] != 'u')
        return high;
    ahead.at += 2;
    if (!read_hex(&ahead, 4, &low) || low < 0xDC00 || low > 0xDFFF)
        return high;
    r->at = ahead.at;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* After the backslash. */
static bool read_escape(struct reader *r, struct buffer *text)
{
    static const struct {
        char written, meant;
    } SIMPLE[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}, {'\'', '\''},
                  {'"', '"'},  {'a', '\a'}, {'b', '\b'}, {'f', '\f'},  {'v', '\v'}};
    if (r->at == r->end)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(SIMPLE); i++)
        if (*r->at == SIMPLE[i].written) {
            buffer_char(text, SIMPLE[i].meant);
            r->at++;
            return true;
        }
    uint32_t number;
    char c = *r->at;
    if (c >= '0' && c <= '7') {
        append_code_point(text, read_octal(r));
    } else if (c == 'x' || c == 'u' || c == 'U') {
        r->at++;
        if (!read_hex(r, c == 'x' ? 2 : c == 'u' ? 4 : 8, &number))
            return false;
        append_code_point(text, join_surrogates(r, number));
    } else if (c == '\n') {
        r->at++; /* a continued line */
    } else {
        buffer_char(text, '\\'); /* Python keeps the backslash of an escape that it does not know */
    }
    return true;
}

static bool read_string(struct reader *r)
{
    char quote = *r->at++;
    struct buffer text;
    buffer_init(&text, PYTHON_LITERAL_BYTES_MOST);
    bool good = true;
    while (good && r->at < r->end && *r->at != quote) {
        if (*r->at == '\n') {
            good = false;
        } else if (*r->at == '\\') {
            r->at++;
            good = read_escape(r, &text);
        } else {
            buffer_char(&text, *r->at++);
        }
    }
    good = good && r->at < r->end && !text.failed;
    if (good) {
        r->at++;
        struct json_writer w = json_writer(r->out);
        jw_string_n(&w, buffer_string(&text), text.length);
    }
    buffer_free(&text);
    return good;
}

/* ---- Numbers and names. */

static bool read_integer(struct reader *r)
{
    const char *start = r->at;
    if (*r->at == '-')
        r->at++;
    const char *digits = r->at;
    while (r->at < r->end && isdigit((unsigned char)*r->at))
        r->at++;
    size_t count = (size_t)(r->at - digits);
    if (count == 0 || count > INTEGER_DIGITS_MOST || (count > 1 && digits[0] == '0'))
        return false;
    buffer_append(r->out, start, (size_t)(r->at - start));
    return true;
}

static bool read_name(struct reader *r)
{
    static const struct {
        const char *python, *json;
    } NAMES[] = {{"None", "null"}, {"True", "true"}, {"False", "false"}, {"set()", "[]"}};
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        size_t length = strlen(NAMES[i].python);
        if ((size_t)(r->end - r->at) >= length && memcmp(r->at, NAMES[i].python, length) == 0) {
            r->at += length;
            buffer_text(r->out, NAMES[i].json);
            return true;
        }
    }
    return false;
}

/* ---- Containers. */

/* Elements up to `close`, the opening bracket taken. */
static bool read_elements(struct reader *r, char close)
{
    buffer_char(r->out, '[');
    for (bool first = true; !take(r, close); first = false) {
        if (!first) {
            if (!take(r, ','))
                return false;
            if (take(r, close)) /* Python allows a comma after the last one, and prints (1,) */
                break;
            buffer_text(r->out, ", ");
        }
        if (read_value(r) == VALUE_BAD)
            return false;
    }
    buffer_char(r->out, ']');
    return true;
}

/* The value written at `start` becomes the name of a member. */
static bool make_key(struct reader *r, size_t start, enum value_kind kind)
{
    if (kind == VALUE_STRING)
        return true;
    char digits[INTEGER_DIGITS_MOST + 2];
    size_t length = r->out->length - start;
    if (kind != VALUE_INTEGER || length >= sizeof(digits))
        return false;
    memcpy(digits, r->out->data + start, length);
    buffer_truncate(r->out, start);
    buffer_char(r->out, '"');
    buffer_append(r->out, digits, length);
    buffer_char(r->out, '"');
    return true;
}

/* One element of {…}: "value" of a set or "key: value" of a dict. Which one it is, the first element decides.
 */
static bool read_member(struct reader *r, bool first, bool *is_dict)
{
    size_t start = r->out->length;
    enum value_kind kind = read_value(r);
    if (kind == VALUE_BAD || r->out->failed)
        return false;
    bool has_colon = take(r, ':');
    if (first)
        *is_dict = has_colon;
    if (has_colon != *is_dict)
        return false;
    if (!has_colon)
        return true;
    if (!make_key(r, start, kind))
        return false;
    buffer_text(r->out, ": ");
    return read_value(r) != VALUE_BAD;
}

static bool read_dict_or_set(struct reader *r)
{
    size_t bracket = r->out->length;
    bool is_dict = true;
    buffer_char(r->out, '{');
    for (bool first = true; !take(r, '}'); first = false) {
        if (!first) {
            if (!take(r, ','))
                return false;
            if (take(r, '}'))
                break;
            buffer_text(r->out, ", ");
        }
        if (!read_member(r, first, &is_dict))
            return false;
    }
    buffer_char(r->out, is_dict ? '}' : ']');
    if (!is_dict && !r->out->failed)
        r->out->data[bracket] = '[';
    return true;
}

static bool read_container(struct reader *r)
{
    char open = *r->at;
    if (++r->depth > PYTHON_LITERAL_DEPTH_MOST)
        return false;
    r->at++;
    bool good = open == '{' ? read_dict_or_set(r) : read_elements(r, open == '[' ? ']' : ')');
    r->depth--;
    return good;
}

static enum value_kind read_value(struct reader *r)
{
    skip_space(r);
    if (r->at == r->end)
        return VALUE_BAD;
    char c = *r->at;
    if (c == '\'' || c == '"')
        return read_string(r) ? VALUE_STRING : VALUE_BAD;
    if (c == '-' || isdigit((unsigned char)c))
        return read_integer(r) ? VALUE_INTEGER : VALUE_BAD;
    if (c == '[' || c == '(' || c == '{')
        return read_container(r) ? VALUE_OTHER : VALUE_BAD;
    return read_name(r) ? VALUE_OTHER : VALUE_BAD;
}

struct err python_literal_to_json(const char *text, size_t length, struct buffer *json)
{
    if (length > PYTHON_LITERAL_BYTES_MOST)
        return err_make(ERR_FULL, "python_literal.size", 0);
    struct reader r = {.at = text, .end = text + length, .out = json};
    bool good = read_value(&r) != VALUE_BAD;
    skip_space(&r);
    if (json->failed)
        return err_make(ERR_FULL, "python_literal.output", 0);
    if (!good || r.at != r.end)
        return err_make(ERR_SYNTAX, "python_literal.read", (int)(r.at - text));
    return ERR_OK;
}
