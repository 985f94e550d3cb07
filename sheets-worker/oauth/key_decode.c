/* Undoing single wrappings. Each step refuses unless its own mark is there. */
#include "key_decode.h"

#include "json_value.h"
#include "python_literal.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

static bool keep_if(bool applied, struct buffer *out, size_t before)
{
    if (applied && !out->failed)
        return true;
    out->failed = false;
    buffer_truncate(out, before);
    return false;
}

/* Length of the blank character at `text`: ASCII space, BOM, no-break space, zero-width space. */
static size_t blank_length(const char *text, size_t length)
{
    static const char *const WIDE[] = {"\xEF\xBB\xBF", "\xC2\xA0", "\xE2\x80\x8B"};
    if (length && isspace((unsigned char)text[0]))
        return 1;
    for (size_t i = 0; i < sizeof(WIDE) / sizeof(WIDE[0]); i++)
        if (length >= strlen(WIDE[i]) && memcmp(text, WIDE[i], strlen(WIDE[i])) == 0)
            return strlen(WIDE[i]);
    return 0;
}

static size_t blank_length_before(const char *start, const char *end)
{
    for (size_t n = 1; n <= 3 && n <= (size_t)(end - start); n++)
        if (blank_length(end - n, n) == n)
            return n;
    return 0;
}

bool key_trim(const char *text, size_t length, struct buffer *out)
{
    const char *start = text, *end = text + length;
    for (size_t n; (n = blank_length(start, (size_t)(end - start)));)
        start += n;
    for (size_t n; (n = blank_length_before(start, end));)
        end -= n;
    size_t before = out->length;
    buffer_append(out, start, (size_t)(end - start));
    return keep_if((size_t)(end - start) < length, out, before);
}

bool key_unquote(const char *text, size_t length, struct buffer *out)
{
    if (length < 4 || (text[0] != '\'' && text[0] != '"' && text[0] != '`') || text[length - 1] != text[0])
        return false;
    const char *inside = text + 1;
    while (isspace((unsigned char)*inside))
        inside++;
    size_t before = out->length;
    buffer_append(out, text + 1, length - 2);
    return keep_if(*inside == '{' && inside[1] != '\\', out, before);
}

bool key_escape_breaks(const char *text, size_t length, struct buffer *out)
{
    size_t before = out->length;
    bool inside = false, changed = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (inside && (c == '\n' || c == '\r' || c == '\t')) {
            buffer_text(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
            changed = true;
            continue;
        }
        if (c == '"')
            inside = !inside;
        buffer_char(out, c);
        if (inside && c == '\\' && i + 1 < length)
            buffer_char(out, text[++i]);
    }
    return keep_if(changed, out, before);
}

bool key_decode_string(const char *text, size_t length, struct buffer *out)
{
    struct json_value *document = NULL;
    size_t before = out->length;
    if (length < 2 || text[0] != '"' || err_is(json_parse(text, length, &document)))
        return false;
    const char *inside = json_text(document, NULL);
    if (inside)
        buffer_text(out, inside);
    json_destroy(&document);
    return keep_if(inside != NULL, out, before);
}

bool key_unescape_quotes(const char *text, size_t length, struct buffer *out)
{
    /* The object's first member name shows it: {\" */
    const char *quote = memchr(text, '"', length);
    if (!quote || text[0] != '{' || quote[-1] != '\\')
        return false;
    struct buffer quoted;
    buffer_init(&quoted, out->cap);
    buffer_char(&quoted, '"');
    buffer_append(&quoted, text, length);
    buffer_char(&quoted, '"');
    bool applied = !quoted.failed && key_decode_string(quoted.data, quoted.length, out);
    if (quoted.data)
        explicit_bzero(quoted.data, quoted.capacity);
    buffer_free(&quoted);
    return applied;
}

static int base64_digit(char c)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (c == '-' || c == '_')
        c = c == '-' ? '+' : '/';
    const char *at = c ? strchr(DIGITS, c) : NULL;
    return at ? (int)(at - DIGITS) : -1;
}

/* Where the base64 begins: past a line -----BEGIN …-----. */
static size_t skip_armour(const char *text, size_t length)
{
    if (length < 11 || memcmp(text, "-----BEGIN ", 11) != 0)
        return 0;
    const char *dashes = memmem(text + 11, length - 11, "-----", 5);
    return dashes ? (size_t)(dashes - text) + 5 : 0;
}

bool key_decode_base64(const char *text, size_t length, struct buffer *out)
{
    size_t before = out->length, digits = 0;
    uint32_t bits = 0;
    unsigned bit_count = 0;
    for (size_t i = skip_armour(text, length); i < length; i++) {
        int digit = base64_digit(text[i]);
        if (isspace((unsigned char)text[i]) && text[i])
            continue;
        if (text[i] == '=' || (length - i > 5 && memcmp(text + i, "-----", 5) == 0))
            break;
        if (digit < 0)
            return keep_if(false, out, before);
        bits = bits << 6 | (uint32_t)digit;
        bit_count += 6;
        digits++;
        if (bit_count >= 8) {
            bit_count -= 8;
            buffer_char(out, (char)(bits >> bit_count & 0xFF));
        }
    }
    return keep_if(digits >= 16, out, before);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

bool key_decode_url(const char *text, size_t length, struct buffer *out)
{
    size_t before = out->length;
    bool marked = length > 6 && (memcmp(text, "%7B", 3) == 0 || memcmp(text, "%7b", 3) == 0);
    for (size_t i = 0; marked && i < length; i++) {
        int high = i + 2 < length ? hex_digit(text[i + 1]) : -1,
            low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (text[i] == '%' && low >= 0) {
            buffer_char(out, (char)(high << 4 | low));
            i += 2;
        } else {
            buffer_char(out, text[i]);
        }
    }
    return keep_if(marked, out, before);
}

bool key_decode_python(const char *text, size_t length, struct buffer *out)
{
    size_t before = out->length, first = 1;
    while (first < length && isspace((unsigned char)text[first]))
        first++;
    bool marked = length > 2 && text[0] == '{' && first < length && text[first] == '\'';
    return keep_if(marked && !err_is(python_literal_to_json(text, length, out)), out, before);
}
