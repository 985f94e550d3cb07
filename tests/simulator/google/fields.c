/* Field masks. */
#include "fields.h"

#include "array_len.h"

#include <string.h>

static bool add_path(struct fields *f, const char *prefix, const char *name, size_t length)
{
    size_t before = strlen(prefix);
    if (f->count == FIELDS_MAX || before + 1 + length >= FIELDS_PATH || length == 0)
        return false;
    char *path = f->paths[f->count++];
    memcpy(path, prefix, before);
    if (before)
        path[before++] = '.';
    for (size_t i = 0; i < length; i++)
        path[before + i] = name[i] == '/' ? '.' : name[i];
    path[before + length] = '\0';
    return true;
}

/* One list, up to its ')' or the end; `depth` bounds the recursion. */
static bool parse_list(struct fields *f, const char **text, const char *prefix, unsigned depth)
{
    for (;;) {
        while (**text == ' ')
            (*text)++;
        size_t length = strcspn(*text, ",()");
        const char *name = *text;
        *text += length;
        while (length && name[length - 1] == ' ')
            length--;
        if (**text == '(') {
            char deeper[FIELDS_PATH];
            if (depth == 0 || !add_path(f, prefix, name, length))
                return false;
            memcpy(deeper, f->paths[--f->count], FIELDS_PATH);
            (*text)++;
            if (!parse_list(f, text, deeper, depth - 1) || *(*text)++ != ')')
                return false;
        } else if (!add_path(f, prefix, name, length)) {
            return false;
        }
        if (**text != ',')
            return true;
        (*text)++;
    }
}

bool fields_parse(const char *mask, struct fields *ret_fields)
{
    *ret_fields = (struct fields){0};
    return parse_list(ret_fields, &mask, "", 6) && *mask == '\0';
}

/* Is `a` the same path as `b`, or above it? */
static bool is_above(const char *a, const char *b)
{
    size_t n = strlen(a);
    if (n >= 2 && strcmp(a + n - 2, ".*") == 0)
        n -= 2;
    return strcmp(a, "*") == 0 || (strncmp(a, b, n) == 0 && (b[n] == '\0' || b[n] == '.'));
}

bool fields_touch(const struct fields *f, const char *path)
{
    for (size_t i = 0; i < f->count; i++)
        if (is_above(f->paths[i], path) || is_above(path, f->paths[i]))
            return true;
    return false;
}

static const char *const known[] = {
#define FIELD(name) #name,
#include "fields.def"
#undef FIELD
};

static bool is_known(const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strlen(known[i]) == length && strncmp(known[i], name, length) == 0)
            return true;
    return length == 1 && *name == '*';
}

const char *fields_unknown(const struct fields *f)
{
    for (size_t i = 0; i < f->count; i++)
        for (const char *name = f->paths[i];; name++) {
            size_t length = strcspn(name, ".");
            if (!is_known(name, length))
                return f->paths[i];
            name += length;
            if (!*name)
                break;
        }
    return NULL;
}

struct filter {
    const struct fields *fields;
    const char *path; /* of the value under the filter */
    struct json_writer *w;
};

static bool copy_member(void *ctx, const char *name, const struct json_value *v)
{
    jw_key(ctx, name);
    fields_copy(v, ctx);
    return true;
}

void fields_copy(const struct json_value *v, struct json_writer *w)
{
    char number[40];
    struct buffer text;
    if (json_is_object(v)) {
        jw_object(w);
        json_each(v, copy_member, w);
        jw_object_end(w);
    } else if (json_is_array(v)) {
        jw_array(w);
        for (size_t i = 0; i < json_length(v); i++)
            fields_copy(json_at(v, i), w);
        jw_array_end(w);
    } else if (json_is_string(v)) {
        jw_string(w, json_text(v, ""));
    } else if (json_is_number(v)) {
        buffer_init(&text, sizeof number);
        buffer_format(&text, "%.15G", json_number(v, 0));
        jw_raw(w, buffer_string(&text), text.length);
        buffer_free(&text);
    } else if (json_is_null(v)) {
        jw_null(w);
    } else {
        jw_bool(w, json_bool(v, false));
    }
}

static bool mark(const struct filter *f, const char *path, bool *ret_whole)
{
    bool any = false;
    *ret_whole = false;
    for (size_t i = 0; i < f->fields->count; i++) {
        bool whole = is_above(f->fields->paths[i], path);
        *ret_whole |= whole;
        any |= whole || is_above(path, f->fields->paths[i]);
    }
    return any;
}

static void filter_value(const struct filter *f, const struct json_value *v);

static bool filter_member(void *ctx, const char *name, const struct json_value *v)
{
    const struct filter *f = ctx;
    struct buffer path;
    buffer_init(&path, FIELDS_PATH);
    buffer_format(&path, "%s%s%s", f->path, f->path[0] ? "." : "", name);
    bool whole;
    if (!path.failed && mark(f, buffer_string(&path), &whole)) {
        struct filter inner = *f;
        inner.path = buffer_string(&path);
        jw_key(f->w, name);
        if (whole)
            fields_copy(v, f->w);
        else
            filter_value(&inner, v);
    }
    buffer_free(&path);
    return true;
}

static void filter_value(const struct filter *f, const struct json_value *v)
{
    if (json_is_array(v)) {
        jw_array(f->w);
        for (size_t i = 0; i < json_length(v); i++)
            filter_value(f, json_at(v, i));
        jw_array_end(f->w);
    } else {
        struct filter same = *f;
        jw_object(f->w);
        json_each(v, filter_member, &same);
        jw_object_end(f->w);
    }
}

void fields_filter(const struct fields *f, const struct json_value *document, struct json_writer *w)
{
    struct filter all = {f, "", w};
    filter_value(&all, document);
}
