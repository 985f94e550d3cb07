/* Structured log: one event is one line of at most LOG_LINE_MAX bytes on stdout.
 *   text: 2024-01-01T12:00:00.123Z info gateway-worker 🔄 Reconnexion réussie event=gateway.resumed replayed=3
 *   json: {"ts":"…","level":"info","program":"…","message":"…","event":"…","replayed":3}
 * Under a supervisor every line is led by "<N>", the syslog priority (sd-daemon(3)), so that the supervisor
 * knows the level without reading the line; it strips that. Messages are French, event ids stable English,
 * both literal where operators search for them (CONTRACT section 4). Secrets that were announced never
 * appear. The only state of its kind in a program: one log per process, opened by main. */
#ifndef VIGIE_LOG_H
#define VIGIE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With the lead of a supervised program it is still what a pipe takes whole or not at all (PIPE_BUF). */
#define LOG_LINE_MAX 4093

enum log_level { LOG_DEBUG, LOG_INFO, LOG_NOTICE, LOG_WARN, LOG_ERROR, LOG_CRIT, LOG_LEVELS };
enum log_format { LOG_TEXT, LOG_JSON };

/* "debug info notice warn error crit", "warning" and "critical" too, in capitals too; false if `name` is none
 * of them. */
bool log_level_named(const char *name, enum log_level *ret_level);
const char *log_level_name(enum log_level level);
/* syslog priority of a level (7 debug ... 2 crit), and back. */
int log_level_priority(enum log_level level);
enum log_level log_level_of_priority(int priority);

struct log_options {
    const char *program; /* borrowed for ever */
    enum log_level level;
    enum log_format format;
    bool lead_priority; /* write "<N>" before each line: under a supervisor */
    /* Where lines go, newline included; NULL: stdout, one write(2) each. Must not log. */
    void (*sink)(void *ctx, enum log_level level, const char *line, size_t length);
    void *sink_ctx;
};
void log_open(const struct log_options *options);

/* Another level and format for a log that is open. What it has counted stays. */
void log_adjust(enum log_level level, enum log_format format);

/* From now on `secret` is written as "[secret]" wherever it occurs. Shorter than 6 bytes: ignored. At
 * most 16. Copied. */
void log_hide(const char *secret);

/* One key=value. The strings are borrowed for the call. */
struct log_field {
    const char *key;
    enum { LOG_FIELD_TEXT, LOG_FIELD_INT, LOG_FIELD_DECIMAL } kind;
    const char *text;
    int64_t integer;
    double decimal; /* written with three decimals */
};
static inline struct log_field log_text(const char *key, const char *value)
{
    return (struct log_field){.key = key, .kind = LOG_FIELD_TEXT, .text = value};
}
static inline struct log_field log_int(const char *key, int64_t value)
{
    return (struct log_field){.key = key, .kind = LOG_FIELD_INT, .integer = value};
}
static inline struct log_field log_decimal(const char *key, double value)
{
    return (struct log_field){.key = key, .kind = LOG_FIELD_DECIMAL, .decimal = value};
}
/* Fields of a call: LOG_WITH(log_int("code", 4009), log_text("next", "resume")), or NULL for none. */
#define LOG_WITH(...) ((const struct log_field[]){__VA_ARGS__, {.key = NULL}})

/* `event`: stable id "gateway.resumed". `format`: the message, French. */
void log_event(enum log_level level, const char *event, const struct log_field *fields, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

/* Under a supervisor stdout is a pipe that does not block: a line that finds no room is dropped, counted, and
 * said before the next one that does. This says it even if no line follows: once a second or so. */
void log_catch_up(void);

/* The last line of a program that ends: "program: text" on stderr, under a supervisor the text alone with its
 * level. Async-signal-safe; not rendered, so secrets must not be in it. */
void log_last_line(const char *text);

/* Lines of level error and crit since log_open, written or filtered. */
uint64_t log_errors(void);

#endif
