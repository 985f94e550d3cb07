/* Ranges of capitals, and letters with marks taken apart. */
#include "letters.h"

#include "array_len.h"
#include "utf8.h"

#include <stdint.h>
#include <string.h>

/* ---- Characters. */

/* The character at *at, which goes on behind it; a byte that begins none counts as itself, past all
 * characters. */
#define NO_CHARACTER 0x200000u
static uint32_t next_character(const char **at, const char *end)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t length = utf8_sequence(*at, (size_t)(end - *at));
    uint32_t c = length == 1   ? s[0]
                 : length == 2 ? s[0] & 0x1Fu
                 : length == 3 ? s[0] & 0x0Fu
                 : length == 4 ? s[0] & 0x07u
                               : NO_CHARACTER + s[0];
    for (size_t i = 1; i < length; i++)
        c = c << 6 | (s[i] & 0x3Fu);
    *at += length ? length : 1;
    return c;
}

static void put_character(struct buffer *out, uint32_t c)
{
    if (c >= NO_CHARACTER || c < 0x80) {
        buffer_char(out, (char)(c & 0xFF));
    } else if (c < 0x800) {
        buffer_char(out, (char)(0xC0 | c >> 6));
        buffer_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        if (c >= 0x10000) {
            buffer_char(out, (char)(0xF0 | c >> 18));
            buffer_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        } else {
            buffer_char(out, (char)(0xE0 | c >> 12));
        }
        buffer_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buffer_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* ---- Case. */

/* Every `step`th character from `first` to `last` is a capital, whose small letter is `further` on. */
static const struct {
    uint32_t first, last, step;
    int32_t further;
} CAPITALS[] = {
    {'A', 'Z', 1, 32},       {0xC0, 0xD6, 1, 32},   {0xD8, 0xDE, 1, 32},    {0x100, 0x12E, 2, 1},
    {0x132, 0x136, 2, 1},    {0x139, 0x147, 2, 1},  {0x14A, 0x176, 2, 1},   {0x178, 0x178, 1, -121},
    {0x179, 0x17D, 2, 1},    {0x1CD, 0x1DB, 2, 1},  {0x1DE, 0x1EE, 2, 1},   {0x1F8, 0x21E, 2, 1},
    {0x222, 0x232, 2, 1},    {0x386, 0x386, 1, 38}, {0x388, 0x38A, 1, 37},  {0x38C, 0x38C, 1, 64},
    {0x38E, 0x38F, 1, 63},   {0x391, 0x3A1, 1, 32}, {0x3A3, 0x3AB, 1, 32},  {0x400, 0x40F, 1, 80},
    {0x410, 0x42F, 1, 32},   {0x460, 0x480, 2, 1},  {0x48A, 0x4BE, 2, 1},   {0x4C1, 0x4CD, 2, 1},
    {0x4D0, 0x52E, 2, 1},    {0x531, 0x556, 1, 48}, {0x1E00, 0x1E94, 2, 1}, {0x1EA0, 0x1EFE, 2, 1},
    {0xFF21, 0xFF3A, 1, 32},
};

static uint32_t small(uint32_t c)
{
    for (size_t i = 0; i < ARRAY_LEN(CAPITALS); i++)
        if (c >= CAPITALS[i].first && c <= CAPITALS[i].last &&
            (c - CAPITALS[i].first) % CAPITALS[i].step == 0)
            return (uint32_t)((int32_t)c + CAPITALS[i].further);
    return c;
}

void letters_small(struct buffer *out, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end)
        put_character(out, small(next_character(&text, end)));
}

/* ---- Marks. */

static const struct {
    uint32_t mark;
    const char *pairs;
} MARKS[] = {
#define MARK(mark, pairs) {mark, pairs},
#include "letters.def"
#undef MARK
};

/* 0: it has none. */
static uint32_t mark_of(uint32_t c, uint32_t *ret_letter)
{
    for (size_t i = 0; i < ARRAY_LEN(MARKS); i++) {
        const char *at = MARKS[i].pairs, *end = at + strlen(at);
        while (at < end) {
            uint32_t letter = next_character(&at, end), with_mark = next_character(&at, end);
            if (with_mark != c)
                continue;
            *ret_letter = letter;
            return MARKS[i].mark;
        }
    }
    return 0;
}

#define MARKS_MAX 4

static void put_plain(struct buffer *out, uint32_t c)
{
    uint32_t marks[MARKS_MAX], mark;
    size_t count = 0;
    while (c >= 0xC0 && count < MARKS_MAX && (mark = mark_of(c, &c)))
        marks[count++] = mark;
    put_character(out, small(c));
    while (count)
        put_character(out, marks[--count]);
}

/* ---- Blanks. */

static bool is_blank(uint32_t c)
{
    return (c >= '\t' && c <= '\r') || c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || c == 0x202F ||
           c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

void letters_plain(struct buffer *out, const char *text)
{
    const char *end = text + strlen(text), *start = NULL, *after = text;
    for (const char *at = text; at < end;) {
        const char *here = at;
        if (is_blank(next_character(&at, end)))
            continue;
        start = start ? start : here;
        after = at;
    }
    while (start && start < after)
        put_plain(out, next_character(&start, after));
}
