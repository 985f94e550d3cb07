/* Query strings and form bodies. */
#include "form.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_ITEMS = 2000 };

static int hex(char c)
{
    if (isdigit((unsigned char)c))
        return c - '0';
    return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

bool percent_decode(char *text, bool plus_is_space)
{
    char *out = text;
    for (const char *p = text; *p; p++) {
        char c = *p == '+' && plus_is_space ? ' ' : *p;
        if (c == '%') {
            int high = hex(p[1]), low = high < 0 ? -1 : hex(p[2]);
            if (low < 0 || (high == 0 && low == 0))
                return false;
            c = (char)(high * 16 + low);
            p += 2;
        }
        *out++ = c;
    }
    *out = '\0';
    return true;
}

static size_t count_items(const char *text)
{
    size_t n = 1;
    for (const char *p = text; *p; p++)
        n += *p == '&';
    return n;
}

static bool read_item(char *part, struct form_item *ret_item)
{
    char *value = strchr(part, '=');
    if (value)
        *value++ = '\0';
    if (!percent_decode(part, true) || (value && !percent_decode(value, true)))
        return false;
    *ret_item = (struct form_item){part, value ? value : ""};
    return true;
}

bool form_parse(const char *text, size_t length, struct form *ret_form)
{
    struct form f = {0};
    if (memchr(text, '\0', length))
        return false;
    f.text = strndup(text, length);
    size_t room = f.text ? count_items(f.text) : MAX_ITEMS + 1;
    f.items = room <= MAX_ITEMS ? calloc(room, sizeof *f.items) : NULL;
    bool good = f.items != NULL;
    char *rest = f.text;
    for (char *part; good && (part = strsep(&rest, "&"));)
        if (part[0])
            good = read_item(part, &f.items[f.count++]);
    if (good)
        *ret_form = f;
    else
        form_free(&f);
    return good;
}

void form_free(struct form *f)
{
    free(f->items);
    free(f->text);
    *f = (struct form){0};
}

const char *form_nth(const struct form *f, const char *name, size_t index)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].name, name) == 0 && index-- == 0)
            return f->items[i].value;
    return NULL;
}

const char *form_get(const struct form *f, const char *name, const char *fallback)
{
    const char *value = form_nth(f, name, 0);
    return value ? value : fallback;
}

bool form_true(const struct form *f, const char *name)
{
    return strcasecmp(form_get(f, name, "false"), "true") == 0;
}
