/* Parser of `.env` files. */
#include "dotenv.h"

#include "buffer.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define VALUE_MOST 65536

struct reader {
    const char *at, *end;
    int line;
    const struct dotenv_handlers *handlers;
    void *ctx;
};

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static void skip_line(struct reader *r)
{
    while (r->at < r->end && *r->at != '\n')
        r->at++;
    if (r->at < r->end) {
        r->at++;
        r->line++;
    }
}

static char next(struct reader *r)
{
    char c = *r->at++;
    if (c == '\n')
        r->line++;
    return c;
}

static bool key_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void read_key(struct reader *r, struct buffer *key)
{
    while (r->at < r->end && key_char(*r->at))
        buffer_char(key, *r->at++);
}

static char unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/* After the opening quote, up to the closing one. False at the end of the file. */
static bool read_quoted(struct reader *r, char quote, struct buffer *value)
{
    while (r->at < r->end) {
        char c = next(r);
        if (c == quote)
            return true;
        if (c == '\\' && quote == '"' && r->at < r->end) {
            char escape = next(r);
            if (!strchr("nrt\"\\", escape))
                buffer_char(value, '\\');
            c = strchr("nrt\"\\", escape) ? unescaped(escape) : escape;
        }
        buffer_char(value, c);
    }
    return false;
}

/* { … } with the braces inside JSON strings not counted. False at the end of the file. */
static bool read_braces(struct reader *r, struct buffer *value)
{
    int depth = 0;
    bool in_string = false;
    while (r->at < r->end) {
        char c = next(r);
        buffer_char(value, c);
        if (in_string && c == '\\' && r->at < r->end)
            buffer_char(value, next(r));
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && c == '{')
            depth++;
        else if (!in_string && c == '}' && --depth == 0)
            return true;
    }
    return false;
}

static void read_bare(struct reader *r, struct buffer *value)
{
    while (r->at < r->end && *r->at != '\n') {
        if (*r->at == '#' && value->length && isspace((unsigned char)r->at[-1]))
            break;
        buffer_char(value, *r->at++);
    }
    while (value->length && isspace((unsigned char)value->data[value->length - 1]))
        buffer_truncate(value, value->length - 1);
}

static bool read_value(struct reader *r, struct buffer *value)
{
    skip_blanks(r);
    if (r->at == r->end)
        return true;
    if (*r->at == '"' || *r->at == '\'')
        return read_quoted(r, *r->at++, value);
    if (*r->at == '{')
        return read_braces(r, value);
    read_bare(r, value);
    return true;
}

static void read_entry(struct reader *r, struct buffer *key, struct buffer *value)
{
    int line = r->line;
    read_key(r, key);
    if (strcmp(buffer_string(key), "export") == 0 && r->at < r->end && (*r->at == ' ' || *r->at == '\t')) {
        buffer_clear(key);
        skip_blanks(r);
        read_key(r, key);
    }
    skip_blanks(r);
    if (!key->length || key->failed || r->at == r->end || *r->at != '=') {
        r->handlers->problem(r->ctx, line,
                             "la ligne n'est pas de la forme NOM=valeur ; corrigez-la ou mettez # devant");
        return;
    }
    r->at++;
    if (!read_value(r, value)) {
        r->handlers->problem(
            r->ctx, line,
            "la valeur s'ouvre et ne se ferme jamais : le fichier est tronqué ou il manque un guillemet "
            "ou une accolade à la fin ; recopiez la valeur entière");
        return;
    }
    if (value->failed) {
        r->handlers->problem(r->ctx, line, "la valeur dépasse 64 Kio ; recopiez-la");
        return;
    }
    r->handlers->value(r->ctx, buffer_string(key), buffer_string(value));
}

void dotenv_parse(const char *text, size_t length, const struct dotenv_handlers *handlers, void *ctx)
{
    struct reader r = {.at = text, .end = text + length, .line = 1, .handlers = handlers, .ctx = ctx};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        r.at += 3;
    struct buffer key, value;
    buffer_init(&key, 256);
    buffer_init(&value, VALUE_MOST);
    buffer_reserve(&value, VALUE_MOST); /* so that growing leaves no copies of a secret behind */
    while (r.at < r.end) {
        skip_blanks(&r);
        if (r.at < r.end && *r.at != '\n' && *r.at != '#') {
            buffer_clear(&key);
            buffer_clear(&value);
            read_entry(&r, &key, &value);
        }
        skip_line(&r);
    }
    if (value.data)
        explicit_bzero(value.data, value.capacity);
    buffer_free(&key);
    buffer_free(&value);
}
