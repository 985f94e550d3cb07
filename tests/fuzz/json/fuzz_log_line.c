/* Log lines of arbitrary messages and values: one line, at most LOG_LINE_MAX bytes, good UTF-8, its event
 * always there, and as JSON it says what was said. */
#include "fuzz.h"
#include "json_value.h"
#include "log_render.h"
#include "utf8.h"

#define CUT_MARK " …[coupé]"
#define REPLACED "\uFFFD" /* what bytes that are no UTF-8 become */

static void claim_one_line(const char *line, size_t length)
{
    CLAIM(length > 0 && length <= LOG_LINE_MAX);
    CLAIM(memchr(line, '\n', length) == line + length - 1);
    CLAIM(utf8_valid(line, length));
    for (size_t i = 0; i + 1 < length; i++)
        CLAIM((unsigned char)line[i] >= 0x20);
}

static void claim_text(const char *line, size_t length)
{
    CLAIM(memmem(line, length, " event=fuzz.line", 16));
    CLAIM(memchr(line, 0x7F, length) == NULL);
}

static void claim_json(const char *line, size_t length, const char *message)
{
    struct json_value *document = NULL;
    CLAIM(!err_is(json_parse(line, length, &document)));
    CLAIM(strcmp(json_text(json_get(document, "event"), ""), "fuzz.line") == 0);
    CLAIM(strcmp(json_text(json_get(document, "program"), ""), "fuzz") == 0);
    const char *said = json_text(json_get(document, "message"), NULL);
    CLAIM(said != NULL);
    if (utf8_valid(message, strlen(message))) {
        CLAIM(strcmp(said, message) == 0 || strstr(said, CUT_MARK));
        CLAIM(strstr(message, REPLACED) || !strstr(said, REPLACED)); /* cut between characters */
    }
    json_destroy(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    enum log_level level = (enum log_level)(fuzz_byte(&f) % LOG_LEVELS);
    size_t value_length = (size_t)fuzz_byte(&f) * 16, repeat = 1 + (size_t)fuzz_byte(&f) % 16;
    char *value = fuzz_take(&f, value_length), *once = fuzz_take(&f, f.left), *line = malloc(LOG_LINE_MAX);
    char *message = fuzz_repeat(once, repeat);
    const struct log_field fields[] = {log_int("n", (int64_t)size),
                                       log_text("value", value),
                                       log_decimal("x", (double)size / 7),
                                       {.key = NULL}};
    for (int format = LOG_TEXT; format <= LOG_JSON; format++) {
        size_t length = log_render(line, (enum log_format)format, 1704110400123, level, "fuzz", "fuzz.line",
                                   fields, message);
        claim_one_line(line, length);
        if (format == LOG_TEXT)
            claim_text(line, length);
        else
            claim_json(line, length, message);
    }
    free(message);
    free(line);
    free(once);
    free(value);
    return 0;
}
