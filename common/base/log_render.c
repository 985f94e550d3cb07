/* Text and JSON lines. */
#include "log_render.h"

#include "clock.h"
#include "json_writer.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUT_MARK " …[coupé]"

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

size_t log_render_losses(char *line, enum log_format format, int64_t wall_ms, const char *program,
                         uint64_t lost)
{
    char message[64];
    snprintf(message, sizeof(message), "%" PRIu64 " lignes perdues", lost);
    return log_render(line, format, wall_ms, LOG_WARN, program, "log.lines_lost",
                      LOG_WITH(log_int("lines", (int64_t)lost)), message);
}
