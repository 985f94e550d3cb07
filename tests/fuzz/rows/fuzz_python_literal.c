/* Python literals: whatever is accepted is JSON, within the caps, and reading that again changes nothing. */
#include "fuzz.h"
#include "json_value.h"
#include "python_literal.h"
#include "utf8.h"

#include <stdbool.h>

#define JSON_MOST (2 * 1024 * 1024)

static struct err read_literal(const char *text, size_t length, struct buffer *json)
{
    char *exact = fuzz_bytes(text, length);
    buffer_init(json, JSON_MOST);
    struct err e = python_literal_to_json(exact, length, json);
    free(exact);
    return e;
}

/* JSON has three words of its own; else it is a Python literal too. */
static bool is_python_too(const char *json)
{
    return !strstr(json, "true") && !strstr(json, "false") && !strstr(json, "null");
}

static void claim_good(const struct buffer *json)
{
    struct json_value *document = NULL;
    CLAIM(utf8_valid(json->data, json->length));
    /* Our JSON reader takes no NUL inside of texts, which '\0' is. */
    if (!strstr(json->data, "\\u0000"))
        CLAIM(!err_is(json_parse(json->data, json->length, &document)));
    json_destroy(&document);
    if (!is_python_too(json->data))
        return;
    struct buffer again;
    CLAIM(!err_is(read_literal(json->data, json->length, &again)));
    CLAIM(strcmp(buffer_string(&again), json->data) == 0);
    buffer_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer json;
    struct err e = read_literal((const char *)data, size, &json);
    if (err_is(e))
        CLAIM((e.kind == ERR_SYNTAX && e.code >= 0 && (size_t)e.code <= size) || e.kind == ERR_FULL);
    else
        claim_good(&json);
    buffer_free(&json);
    return 0;
}
