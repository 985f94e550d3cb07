/* Canonical texts are JSON: the second one's members follow the first one's. */
#include "unite.h"

#include "canonical.h"
#include "json_value.h"
#include "json_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BYTES_MOST (1024 * 1024)

/* One row's cells, read. */
struct parsed {
    struct json_value *b, *c;
};

static struct err parse(const struct row *row, struct parsed *ret_parsed)
{
    struct buffer b, c;
    buffer_init(&b, BYTES_MOST);
    buffer_init(&c, BYTES_MOST);
    *ret_parsed = (struct parsed){NULL, NULL};
    struct err e = canonical_validators(row->b, &b);
    if (!err_is(e))
        e = canonical_corrections(row->c, &c);
    if (!err_is(e))
        e = json_parse(buffer_string(&b), b.length, &ret_parsed->b);
    if (!err_is(e))
        e = json_parse(buffer_string(&c), c.length, &ret_parsed->c);
    buffer_free(&b);
    buffer_free(&c);
    return e;
}

static void forget(struct parsed *parsed)
{
    json_destroy(&parsed->b);
    json_destroy(&parsed->c);
}

static bool validated(const struct json_value *b, const char *author)
{
    char id[24];
    for (size_t i = 0; i < json_length(b); i++) {
        snprintf(id, sizeof(id), "%" PRIu64, json_id(json_at(b, i)));
        if (strcmp(id, author) == 0)
            return true;
    }
    return false;
}

static void write_validators(const struct parsed *first, const struct parsed *second, struct buffer *out)
{
    const char *separator = "";
    const struct json_value *const lists[] = {first->b, second->b};
    buffer_char(out, '[');
    for (int list = 0; list < 2; list++)
        for (size_t i = 0; i < json_length(lists[list]); i++) {
            char id[24];
            snprintf(id, sizeof(id), "%" PRIu64, json_id(json_at(lists[list], i)));
            if (list == 1 && (validated(first->b, id) || json_get(first->c, id)))
                continue;
            buffer_format(out, "%s%s", separator, id);
            separator = ", ";
        }
    buffer_char(out, ']');
}

struct corrections {
    const struct parsed *but; /* who has spoken here is left out; NULL: nobody */
    struct buffer *out;
    const char *separator;
};

static bool write_correction(void *ctx, const char *author, const struct json_value *text)
{
    struct corrections *w = ctx;
    if (w->but && (json_get(w->but->c, author) || validated(w->but->b, author)))
        return true;
    struct json_writer name = json_writer(w->out), value = json_writer(w->out);
    buffer_text(w->out, w->separator);
    jw_string(&name, author);
    buffer_text(w->out, ": ");
    jw_string(&value, json_text(text, ""));
    w->separator = ", ";
    return true;
}

static void write_corrections(const struct parsed *first, const struct parsed *second, struct buffer *out)
{
    struct corrections w = {NULL, out, ""};
    buffer_char(out, '{');
    json_each(first->c, write_correction, &w);
    w.but = first;
    json_each(second->c, write_correction, &w);
    buffer_char(out, '}');
}

/* Ids of messages: the longer number is the greater one. */
static const char *newest(const char *a, const char *b)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length != b_length)
        return a_length > b_length ? a : b;
    return strcmp(a, b) >= 0 ? a : b;
}

void united_row_free(struct united_row *row)
{
    buffer_free(&row->b);
    buffer_free(&row->c);
    buffer_free(&row->d);
}

struct err unite_rows(const struct row *first, const struct row *second, struct united_row *united)
{
    struct parsed a, b = {NULL, NULL};
    struct united_row result;
    struct err e = parse(first, &a);
    if (!err_is(e))
        e = parse(second, &b);
    if (!err_is(e)) {
        buffer_init(&result.b, BYTES_MOST);
        buffer_init(&result.c, BYTES_MOST);
        buffer_init(&result.d, BYTES_MOST);
        write_validators(&a, &b, &result.b);
        write_corrections(&a, &b, &result.c);
        buffer_text(&result.d, newest(first->d, second->d));
        united_row_free(united);
        *united = result;
    }
    forget(&a);
    forget(&b);
    return e;
}
