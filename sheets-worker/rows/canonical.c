/* Canonical text of columns B and C. Style: as Python's json.dumps, which people compare with. */
#include "canonical.h"

#include "json_value.h"
#include "json_writer.h"
#include "python_literal.h"

#include <inttypes.h>
#include <string.h>

#define CELL_BYTES_MOST (256 * 1024)

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* JSON first: a document that is both means the same, and JSON's escapes are stricter. */
static struct err parse_cell(const char *cell, struct json_value **ret_document)
{
    size_t length = strlen(cell);
    struct err e = json_parse(cell, length, ret_document);
    if (!err_is(e))
        return e;
    struct buffer json;
    buffer_init(&json, CELL_BYTES_MOST);
    e = python_literal_to_json(cell, length, &json);
    if (!err_is(e))
        e = json_parse(buffer_string(&json), json.length, ret_document);
    buffer_free(&json);
    return e;
}

static bool seen_before(const struct json_value *array, size_t index, uint64_t id)
{
    for (size_t i = 0; i < index; i++)
        if (json_id(json_at(array, i)) == id)
            return true;
    return false;
}

static struct err write_ids(const struct json_value *array, struct buffer *out)
{
    if (!json_is_array(array))
        return err_make(ERR_SYNTAX, "canonical.not_a_list", 0);
    const char *separator = "";
    buffer_char(out, '[');
    for (size_t i = 0; i < json_length(array); i++) {
        uint64_t id = json_id(json_at(array, i));
        if (id == 0)
            return err_make(ERR_SYNTAX, "canonical.not_an_id", (int)i);
        if (seen_before(array, i, id))
            continue;
        buffer_format(out, "%s%" PRIu64, separator, id);
        separator = ", ";
    }
    buffer_char(out, ']');
    return ERR_OK;
}

struct err canonical_validators(const char *cell, struct buffer *out)
{
    if (is_blank(cell)) {
        buffer_text(out, "[]");
        return ERR_OK;
    }
    struct json_value *document = NULL;
    struct err e = parse_cell(cell, &document);
    if (!err_is(e))
        e = write_ids(document, out);
    json_destroy(&document);
    return e;
}

struct member_writer {
    struct buffer *out;
    const char *separator;
    bool good;
};

static bool write_member(void *ctx, const char *name, const struct json_value *v)
{
    struct member_writer *m = ctx;
    if (json_is_null(v))
        return true;
    m->good = json_is_string(v);
    if (!m->good)
        return false;
    struct json_writer name_writer = json_writer(m->out), text_writer = json_writer(m->out);
    buffer_text(m->out, m->separator);
    jw_string(&name_writer, name);
    buffer_text(m->out, ": ");
    jw_string(&text_writer, json_text(v, ""));
    m->separator = ", ";
    return true;
}

struct err canonical_corrections(const char *cell, struct buffer *out)
{
    if (is_blank(cell)) {
        buffer_text(out, "{}");
        return ERR_OK;
    }
    struct json_value *document = NULL;
    struct err e = parse_cell(cell, &document);
    if (err_is(e))
        return e;
    struct member_writer m = {.out = out, .separator = "", .good = true};
    if (json_is_object(document)) {
        buffer_char(out, '{');
        json_each(document, write_member, &m);
        buffer_char(out, '}');
    } else {
        m.good =
            json_is_array(document) && json_length(document) == 0; /* an empty list was an empty dict once */
        buffer_text(out, "{}");
    }
    json_destroy(&document);
    return m.good ? ERR_OK : err_make(ERR_SYNTAX, "canonical.not_corrections", 0);
}
