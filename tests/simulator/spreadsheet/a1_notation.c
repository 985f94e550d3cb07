/* A1 notation. */
#include "a1_notation.h"

#include <ctype.h>
#include <string.h>

enum { MAX_COLUMN = 18278, MAX_ROW = 10000000 };

/* One corner: column and row are 1-based, 0 when not written. */
struct corner {
    uint32_t column, row;
};

static bool read_corner(const char **text, struct corner *ret)
{
    struct corner c = {0, 0};
    const char *p = *text;
    for (; isalpha((unsigned char)*p); p++) {
        c.column = c.column * 26 + (uint32_t)(toupper((unsigned char)*p) - 'A' + 1);
        if (c.column > MAX_COLUMN)
            return false;
    }
    const char *digits = p;
    for (; isdigit((unsigned char)*p); p++) {
        c.row = c.row * 10 + (uint32_t)(*p - '0');
        if (c.row > MAX_ROW)
            return false;
    }
    if (p == *text || (p != digits && c.row == 0))
        return false;
    *text = p;
    *ret = c;
    return true;
}

static void span(uint32_t a, uint32_t b, uint32_t *ret_first, uint32_t *ret_end)
{
    if (a && b && a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    *ret_first = a ? a - 1 : 0;
    *ret_end = b ? b : A1_OPEN;
}

static bool parse_rect(const char *text, struct a1 *ret)
{
    struct corner a, b;
    if (!read_corner(&text, &a))
        return false;
    ret->one_cell = *text == '\0';
    if (ret->one_cell) {
        if (!a.column || !a.row)
            return false;
        b = a;
    } else if (*text++ != ':' || !read_corner(&text, &b) || *text) {
        return false;
    }
    span(a.row, b.row, &ret->rect.row, &ret->rect.end_row);
    span(a.column, b.column, &ret->rect.column, &ret->rect.end_column);
    return true;
}

/* The title in `text`, quoted or bare; returns what follows it ("" or "!…"), NULL if there is no end to it. */
static const char *read_quoted_title(const char *text, char *title)
{
    size_t n = 0;
    for (const char *p = text + 1; *p; p++) {
        if (*p == '\'' && p[1] != '\'')
            return title[n] = '\0', p + 1;
        if (*p == '\'')
            p++;
        if (n == A1_MAX_TITLE)
            return NULL;
        title[n++] = *p;
    }
    return NULL;
}

static const char *read_bare_title(const char *text, char *title)
{
    const char *mark = strrchr(text, '!');
    size_t n = mark ? (size_t)(mark - text) : strlen(text);
    if (n == 0 || n > A1_MAX_TITLE)
        return NULL;
    memcpy(title, text, n);
    title[n] = '\0';
    return text + n;
}

bool a1_parse(const char *text, struct a1 *ret_a1)
{
    struct a1 a = {.rect = {0, 0, A1_OPEN, A1_OPEN}};
    if (text[0] != '\'' && parse_rect(text, &a)) {
        *ret_a1 = a;
        return true;
    }
    const char *rest = text[0] == '\'' ? read_quoted_title(text, a.title) : read_bare_title(text, a.title);
    if (!rest || !a.title[0])
        return false;
    if (*rest) {
        if (*rest != '!' || !parse_rect(rest + 1, &a))
            return false;
    } else {
        a.one_cell = false;
        a.rect = (struct rect){0, 0, A1_OPEN, A1_OPEN};
    }
    *ret_a1 = a;
    return true;
}

void a1_write_column(struct buffer *out, uint32_t column)
{
    char letters[8];
    size_t n = sizeof letters;
    for (uint32_t c = column + 1; c > 0 && n > 0; c = (c - 1) / 26)
        letters[--n] = (char)('A' + (c - 1) % 26);
    buffer_append(out, letters + n, sizeof letters - n);
}

static bool looks_like_a_cell(const char *title)
{
    struct corner c;
    const char *p = title;
    return read_corner(&p, &c) && *p == '\0';
}

static bool is_plain(const char *title)
{
    if (!isalpha((unsigned char)title[0]) && title[0] != '_')
        return false;
    for (const char *p = title; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_')
            return false;
    /* "Notes" is letters only and still no cell: a corner needs digits to be one. */
    return !strpbrk(title, "0123456789") || !looks_like_a_cell(title);
}

static void write_title(struct buffer *out, const char *title)
{
    if (is_plain(title)) {
        buffer_text(out, title);
        return;
    }
    buffer_char(out, '\'');
    for (const char *p = title; *p; p++) {
        if (*p == '\'')
            buffer_char(out, '\'');
        buffer_char(out, *p);
    }
    buffer_char(out, '\'');
}

void a1_write(struct buffer *out, const char *title, struct rect rect)
{
    write_title(out, title);
    buffer_char(out, '!');
    a1_write_column(out, rect.column);
    buffer_format(out, "%u", rect.row + 1);
    if (rect.end_row - rect.row == 1 && rect.end_column - rect.column == 1)
        return;
    buffer_char(out, ':');
    a1_write_column(out, rect.end_column - 1);
    buffer_format(out, "%u", rect.end_row);
}
