/* The rules of a press and of a correction (gateway-worker/bot/model/validation_rules.h), over canonical cells. */
#include "row_change.h"

#include "canonical.h"
#include "cell.h"
#include "json_value.h"
#include "json_writer.h"
#include "unite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BYTES_MOST (1024 * 1024)
#define TEXT_MOST  (64 * 1024)

struct change {
    uint64_t user;
    char author[24];  /* the same, as column C names it */
    const char *text; /* NULL: a press */
    bool is_blank;
    const char *panel;
};

static struct err read_change(const struct json_value *document, struct change *ret)
{
    const struct json_value *text = json_get(document, "text");
    *ret = (struct change){.user = json_id(json_get(document, "user")),
                           .text = json_text(text, NULL),
                           .panel = json_text(json_get(document, "d"), "")};
    if (!ret->user || (!ret->text && !json_is_null(text)))
        return err_make(ERR_SYNTAX, "row_change.read", 0);
    snprintf(ret->author, sizeof(ret->author), "%" PRIu64, ret->user);
    ret->is_blank = ret->text && ret->text[strspn(ret->text, " \t\r\n")] == '\0';
    return ERR_OK;
}

struct err row_change_keep(const struct json_value *request, struct buffer *out)
{
    struct change change;
    struct err e = read_change(request, &change);
    if (err_is(e))
        return e;
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_id(&w, "user", change.user);
    if (change.text)
        jw_member_string(&w, "text", change.text);
    jw_member_string(&w, "d", change.panel);
    jw_object_end(&w);
    return out->failed ? err_make(ERR_FULL, "row_change.keep", 0) : ERR_OK;
}

static bool has_validated(const struct json_value *b, uint64_t user)
{
    for (size_t i = 0; i < json_length(b); i++)
        if (json_id(json_at(b, i)) == user)
            return true;
    return false;
}

/* A blank correction out of a form that was not filled in asks for nothing. */
static void write_validators(const struct json_value *b, const struct change *change, struct buffer *out)
{
    const char *separator = "";
    buffer_char(out, '[');
    for (size_t i = 0; i < json_length(b); i++) {
        uint64_t id = json_id(json_at(b, i));
        if (id == change->user && !change->is_blank)
            continue;
        buffer_format(out, "%s%" PRIu64, separator, id);
        separator = ", ";
    }
    if (!change->text && !has_validated(b, change->user))
        buffer_format(out, "%s%" PRIu64, separator, change->user);
    buffer_char(out, ']');
}

struct corrections {
    const struct change *change;
    struct buffer *out;
    const char *separator;
};

static void write_correction(struct corrections *w, const char *author, const char *text)
{
    struct json_writer name = json_writer(w->out), value = json_writer(w->out);
    buffer_text(w->out, w->separator);
    jw_string(&name, author);
    buffer_text(w->out, ": ");
    jw_string(&value, text);
    w->separator = ", ";
}

static bool write_others_correction(void *ctx, const char *author, const struct json_value *text)
{
    struct corrections *w = ctx;
    if (w->change->is_blank || strcmp(author, w->change->author) != 0)
        write_correction(w, author, json_text(text, ""));
    return true;
}

/* The earlier text stays, for who wrote the later one may never have seen it. */
static void write_own_correction(struct corrections *w, const char *earlier)
{
    struct buffer both;
    buffer_init(&both, TEXT_MOST);
    if (earlier[0] && !strstr(w->change->text, earlier)) {
        buffer_text(&both, earlier);
        buffer_char(&both, '\n');
    }
    buffer_text(&both, w->change->text);
    write_correction(w, w->change->author, buffer_string(&both));
    w->out->failed |= both.failed;
    buffer_free(&both);
}

static void write_corrections(const struct json_value *c, const struct change *change, struct buffer *out)
{
    struct corrections w = {change, out, ""};
    buffer_char(out, '{');
    json_each(c, write_others_correction, &w);
    if (change->text && !change->is_blank)
        write_own_correction(&w, json_text(json_get(c, change->author), ""));
    buffer_char(out, '}');
}

static struct err parse(struct err (*canonical)(const char *cell, struct buffer *out), const char *cell,
                        struct json_value **ret_document)
{
    struct buffer text;
    buffer_init(&text, BYTES_MOST);
    struct err e = canonical(cell, &text);
    if (!err_is(e))
        e = json_parse(buffer_string(&text), text.length, ret_document);
    buffer_free(&text);
    return e;
}

static bool fits(const struct buffer *cell)
{
    return !cell->failed && cell_fits(buffer_string(cell));
}

struct err row_change_apply(const struct row *row, const char *text, struct united_row *changed)
{
    struct json_value *document = NULL, *b = NULL, *c = NULL;
    struct change change;
    struct united_row result = {.b = {.cap = 0}};
    buffer_init(&result.b, BYTES_MOST);
    buffer_init(&result.c, BYTES_MOST);
    buffer_init(&result.d, BYTES_MOST);
    struct err e = json_parse(text, strlen(text), &document);
    if (!err_is(e))
        e = read_change(document, &change);
    if (!err_is(e))
        e = parse(canonical_validators, row->b, &b);
    if (!err_is(e))
        e = parse(canonical_corrections, row->c, &c);
    if (!err_is(e)) {
        write_validators(b, &change, &result.b);
        write_corrections(c, &change, &result.c);
        buffer_text(&result.d, row->d[0] ? row->d : change.panel);
        if (!fits(&result.b) || !fits(&result.c))
            e = err_make(ERR_FULL, "row_change.apply", 0);
    }
    json_destroy(&document);
    json_destroy(&b);
    json_destroy(&c);
    struct united_row *dropped = err_is(e) ? &result : changed;
    united_row_free(dropped);
    if (!err_is(e))
        *changed = result;
    return e;
}
