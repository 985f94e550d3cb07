/* Structured log: hiding of secrets, one write per line. */
#include "log.h"

#include "array_len.h"
#include "clock.h"
#include "log_render.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/uio.h>
#include <unistd.h>

static const struct {
    const char *name, *also; /* as others call it; NULL: as we do */
    int priority;
} LEVELS[LOG_LEVELS] = {
    [LOG_DEBUG] = {"debug", NULL, 7},   [LOG_INFO] = {"info", NULL, 6},
    [LOG_NOTICE] = {"notice", NULL, 5}, [LOG_WARN] = {"warn", "warning", 4},
    [LOG_ERROR] = {"error", NULL, 3},   [LOG_CRIT] = {"crit", "critical", 2},
};

#define SECRETS_MOST    16
#define SECRET_SHORTEST 6
#define LEAD_ROOM       3 /* "<N>" */

static struct {
    struct log_options options;
    char *secrets[SECRETS_MOST];
    size_t secret_count;
    uint64_t errors, lost; /* lost: since the last line that found room */
} the_log = {.options = {.program = "vigie", .level = LOG_INFO}};

bool log_level_named(const char *name, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_LEN(LEVELS); i++)
        if (strcasecmp(name, LEVELS[i].name) == 0 ||
            (LEVELS[i].also && strcasecmp(name, LEVELS[i].also) == 0)) {
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

void log_adjust(enum log_level level, enum log_format format)
{
    the_log.options.level = level;
    the_log.options.format = format;
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

/* One write: whole, or under a supervisor not at all. */
static bool write_stdout(enum log_level level, const char *line, size_t length)
{
    char led[LOG_LINE_MAX + LEAD_ROOM + 1];
    size_t lead = 0;
    if (the_log.options.lead_priority)
        lead = (size_t)snprintf(led, sizeof(led), "<%d>", log_level_priority(level));
    memcpy(led + lead, line, length);
    return write(STDOUT_FILENO, led, lead + length) >= 0 || errno != EAGAIN;
}

static bool say_losses(void)
{
    char line[LOG_LINE_MAX];
    if (!the_log.lost)
        return true;
    size_t length = log_render_losses(line, the_log.options.format, clock_wall_ms(), the_log.options.program,
                                      the_log.lost);
    if (!write_stdout(LOG_WARN, line, length))
        return false;
    the_log.lost = 0;
    return true;
}

static void write_line(enum log_level level, char *line, size_t length)
{
    if (the_log.options.sink)
        the_log.options.sink(the_log.options.sink_ctx, level, line, length);
    else if (!say_losses() || !write_stdout(level, line, length))
        the_log.lost++; /* a log that cannot be written must not stop the service */
}

void log_catch_up(void)
{
    (void)say_losses();
}

void log_last_line(const char *text)
{
    const char *program = program_invocation_short_name;
    bool led = the_log.options.lead_priority;
    struct iovec parts[] = {
        {(void *)(led ? "<2>" : program), led ? LEAD_ROOM : strlen(program)},
        {(void *)": ", led ? 0 : 2},
        {(void *)text, strlen(text)},
        {(void *)"\n", 1},
    };
    ssize_t ignored = writev(STDERR_FILENO, parts, ARRAY_LEN(parts));
    (void)ignored; /* nobody is left to hear of it */
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
