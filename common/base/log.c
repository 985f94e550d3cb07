/* Structured log: rendering, hiding of secrets, one write per line. */
#include "log.h"

#include "array_len.h"
#include "clock.h"
#include "json_writer.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const struct {
    const char *name;
    int priority;
} LEVELS[LOG_LEVELS] = {
    [LOG_DEBUG] = {"debug", 7}, [LOG_INFO] = {"info", 6},   [LOG_NOTICE] = {"notice", 5},
    [LOG_WARN] = {"warn", 4},   [LOG_ERROR] = {"error", 3}, [LOG_CRIT] = {"crit", 2},
};

#define CUT_MARK        " …[coupé]"
#define SECRETS_MOST    16
#define SECRET_SHORTEST 6

static struct {
    struct log_options options;
    char *secrets[SECRETS_MOST];
    size_t secret_count;
    uint64_t errors;
} the_log = {.options = {.program = "vigie", .level = LOG_INFO}};

bool log_level_named(const char *name, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_LEN(LEVELS); i++)
        if (strcasecmp(name, LEVELS[i].name) == 0) {
            *ret_level = (enum log_level)i;
            return true;
        }
    return false;
}

const char *log_level_name(enum log_level level)
{
    return LEVELS[level].name;
}

int log_level_priority(enum log_level level)
{
    return LEVELS[level].priority;
}

enum log_level log_level_of_priority(int priority)
{
    for (size_t i = 0; i < ARRAY_LEN(LEVELS); i++)
        if (priority >= LEVELS[i].priority)
            return (enum log_level)i;
    return LOG_CRIT;
}

void log_open(const struct log_options *options)
{
    the_log.options = *options;
    the_log.errors = 0;
}

void log_hide(const char *secret)
{
    if (!secret || strlen(secret) < SECRET_SHORTEST || the_log.secret_count == SECRETS_MOST)
        return;
    the_log.secrets[the_log.secret_count] = strdup(secret);
    if (the_log.secrets[the_log.secret_count])
        the_log.secret_count++;
}

uint64_t log_errors(void)
{
    return the_log.errors;
}

static void append_printable(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t n = utf8_sequence(text + i, length - i);
        unsigned char c = (unsigned char)text[i];
        if (n == 0 || c < 0x20 || c == 0x7F) {
            buffer_format(out, "\\x%02x", c);
            i++;
        } else {
            buffer_append(out, text + i, n);
            i += n;
        }
    }
}

static void append_text_value(struct buffer *out, const char *value)
{
    bool quoted = value[0] == '\0' || strpbrk(value, " \"=") != NULL;
    if (quoted)
        buffer_char(out, '"');
    for (const char *p = value; *p; p++) {
        size_t run = strcspn(p, "\"\\");
        append_printable(out, p, run);
        p += run;
        if (!*p)
            break;
        buffer_char(out, '\\');
        buffer_char(out, *p);
    }
    if (quoted)
        buffer_char(out, '"');
}

static void render_text_field(struct buffer *out, const struct log_field *field)
{
    buffer_format(out, " %s=", field->key);
    switch (field->kind) {
    case LOG_FIELD_TEXT:
        append_text_value(out, field->text ? field->text : "");
        break;
    case LOG_FIELD_INT:
        buffer_format(out, "%" PRId64, field->integer);
        break;
    case LOG_FIELD_DECIMAL:
        buffer_format(out, "%.3f", field->decimal);
        break;
    }
}

static void render_json_field(struct json_writer *w, const struct log_field *field)
{
    jw_key(w, field->key);
    switch (field->kind) {
    case LOG_FIELD_TEXT:
        jw_string(w, field->text);
        break;
    case LOG_FIELD_INT:
        jw_int(w, field->integer);
        break;
    case LOG_FIELD_DECIMAL:
        jw_decimal(w, field->decimal, 3);
        break;
    }
}

/* Everything but the message, so that the message alone is cut when the line is too long. */
static void render_tail(struct buffer *out, enum log_format format, const char *event,
                        const struct log_field *fields)
{
    struct json_writer w = {.out = out, .comma = true};
    if (format == LOG_JSON)
        jw_member_string(&w, "event", event);
    else
        buffer_format(out, " event=%s", event);
    for (; fields && fields->key; fields++) {
        size_t before = out->length;
        if (format == LOG_JSON)
            render_json_field(&w, fields);
        else
            render_text_field(out, fields);
        if (out->failed || out->length > LOG_LINE_MAX / 2) {
            out->failed = false;
            buffer_truncate(out, before);
            break;
        }
    }
    buffer_text(out, format == LOG_JSON ? "}\n" : "\n");
}

static void render_head(struct buffer *out, enum log_format format, int64_t wall_ms, enum log_level level,
                        const char *program)
{
    char time[CLOCK_TEXT_SIZE];
    clock_iso_millis(wall_ms, time, sizeof(time));
    if (format == LOG_TEXT) {
        buffer_format(out, "%s %s %s ", time, log_level_name(level), program);
        return;
    }
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "ts", time);
    jw_member_string(&w, "level", log_level_name(level));
    jw_member_string(&w, "program", program);
}

static void render_message(struct buffer *out, enum log_format format, const char *message, size_t length,
                           bool cut)
{
    if (format == LOG_TEXT) {
        append_printable(out, message, length);
        if (cut)
            buffer_text(out, CUT_MARK);
        return;
    }
    char *whole = NULL;
    int n = asprintf(&whole, "%.*s%s", (int)length, message, cut ? CUT_MARK : "");
    struct json_writer w = {.out = out, .comma = true};
    jw_key(&w, "message");
    jw_string_n(&w, whole, n < 0 ? 0 : (size_t)n);
    free(whole);
}

size_t log_render(char *line, enum log_format format, int64_t wall_ms, enum log_level level,
                  const char *program, const char *event, const struct log_field *fields, const char *message)
{
    struct buffer out, tail;
    buffer_init(&out, LOG_LINE_MAX * 8);
    buffer_init(&tail, LOG_LINE_MAX * 2);
    render_head(&out, format, wall_ms, level, program);
    render_tail(&tail, format, event, fields);
    size_t head = out.length, length = strlen(message), keep = length;
    render_message(&out, format, message, length, false);
    while (out.length + tail.length > LOG_LINE_MAX && keep > 0) {
        /* Escapes make the rendered length hard to foresee: shrink until it fits. */
        keep = utf8_prefix(message, keep, keep > LOG_LINE_MAX ? LOG_LINE_MAX : keep * 15 / 16);
        out.failed = false;
        buffer_truncate(&out, head);
        render_message(&out, format, message, keep, true);
    }
    buffer_append(&out, tail.data, tail.length);
    size_t total = out.length < LOG_LINE_MAX ? out.length : LOG_LINE_MAX;
    if (total)
        memcpy(line, out.data, total);
    buffer_free(&out);
    buffer_free(&tail);
    return total;
}

/* In place: a secret is never shorter than its replacement is made, the rest of the line moves up. */
static size_t hide_secrets(char *line, size_t length)
{
    static const char MARK[] = "[secret]";
    for (size_t i = 0; i < the_log.secret_count; i++) {
        size_t secret_length = strlen(the_log.secrets[i]);
        size_t mark = secret_length < strlen(MARK) ? secret_length : strlen(MARK);
        char *found = line;
        /* On from behind the mark, which might hold the secret itself. */
        while ((found = memmem(found, length - (size_t)(found - line), the_log.secrets[i], secret_length))) {
            memcpy(found, MARK, mark);
            memmove(found + mark, found + secret_length, length - (size_t)(found - line) - secret_length);
            length -= secret_length - mark;
            found += mark;
        }
    }
    return length;
}

static void write_line(enum log_level level, char *line, size_t length)
{
    if (the_log.options.sink) {
        the_log.options.sink(the_log.options.sink_ctx, level, line, length);
        return;
    }
    char led[LOG_LINE_MAX + 4];
    size_t lead = 0;
    if (the_log.options.lead_priority)
        lead = (size_t)snprintf(led, sizeof(led), "<%d>", log_level_priority(level));
    memcpy(led + lead, line, length);
    ssize_t ignored = write(STDOUT_FILENO, led, lead + length);
    (void)ignored; /* a log that cannot be written must not stop the service */
}

void log_event(enum log_level level, const char *event, const struct log_field *fields, const char *format,
               ...)
{
    if (level >= LOG_ERROR)
        the_log.errors++;
    if (level < the_log.options.level)
        return;
    char *message = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&message, format, args);
    va_end(args);
    char line[LOG_LINE_MAX];
    size_t length = log_render(line, the_log.options.format, clock_wall_ms(), level, the_log.options.program,
                               event, fields, n < 0 ? event : message);
    if (n >= 0)
        free(message);
    write_line(level, line, hide_secrets(line, length));
}
