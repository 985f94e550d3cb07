/* `.env` files: names are names, problems point at lines that exist and quote nothing, quoted values come
 * back whole. */
#include "buffer.h"
#include "dotenv.h"
#include "fuzz.h"

#include <stdbool.h>

#define FILE_MOST 60000

struct seen {
    size_t values, problems;
    int lines, last_line;
    const char *text; /* NUL-terminated; may hold others */
    size_t length;
    const char *wanted; /* NULL, or what the one value must be */
};

static bool is_name(const char *key)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return key[0] && key[strspn(key, LETTERS)] == '\0';
}

/* The name stands in the file as it is, with nothing but blanks before the '='. */
static bool is_assigned(const struct seen *s, const char *key)
{
    size_t length = strlen(key);
    const char *end = s->text + s->length;
    for (const char *at = s->text; (at = memmem(at, (size_t)(end - at), key, length)); at++) {
        const char *after = at + length;
        while (after < end && (*after == ' ' || *after == '\t' || *after == '\r'))
            after++;
        if (after < end && *after == '=' && (at == s->text || !is_name((char[]){at[-1], '\0'})))
            return true;
    }
    return false;
}

static void on_value(void *ctx, const char *key, const char *value)
{
    struct seen *s = ctx;
    CLAIM(is_name(key) && is_assigned(s, key));
    CLAIM(strlen(value) <= s->length);
    CLAIM(!s->wanted || strcmp(value, s->wanted) == 0);
    s->values++;
}

static void on_problem(void *ctx, int line, const char *problem)
{
    struct seen *s = ctx;
    CLAIM(line > s->last_line && line <= s->lines); /* one a line, in order */
    CLAIM(problem[0] && !strchr(problem, '\n'));
    s->last_line = line;
    s->problems++;
}

static struct seen parsed(const char *text, size_t length, const char *wanted)
{
    static const struct dotenv_handlers HANDLERS = {on_value, on_problem};
    struct seen s = {.text = text, .length = length, .wanted = wanted, .lines = 1};
    for (size_t i = 0; i < length; i++)
        s.lines += text[i] == '\n';
    dotenv_parse(text, length, &HANDLERS, &s);
    CLAIM(s.values + s.problems <= (size_t)s.lines);
    return s;
}

static void claim_quoted_value_comes_back(const char *value)
{
    struct buffer file;
    buffer_init(&file, 2 * FILE_MOST);
    buffer_text(&file, "\xEF\xBB\xBF# one\r\nexport KEY = \"");
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            buffer_char(&file, '\\');
        buffer_char(&file, *p);
    }
    buffer_text(&file, "\" # the end");
    struct seen s = parsed(file.data, file.length, value);
    CLAIM(s.values == 1 && s.problems == 0);
    buffer_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > FILE_MOST)
        return 0;
    struct fuzz f = {data, size};
    char *text = fuzz_take(&f, size), *bytes = fuzz_bytes(data, size);
    parsed(bytes, size, NULL);
    claim_quoted_value_comes_back(text);
    free(text);
    free(bytes);
    return 0;
}
