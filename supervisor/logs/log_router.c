/* One line in, up to four outputs. */
#include "log_router.h"

#include "array_len.h"
#include "clock.h"
#include "file.h"
#include "line_level.h"
#include "log_file.h"
#include "log_stdout.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMPLAINT_MS      60000
#define FLUSH_PATIENCE_MS 200
#define WRAPPED_MOST      3000 /* bytes of a worker's output in one line of ours */

struct log_router {
    struct log_stdout *out;
    struct log_file whole, own[WORKERS + 1];
    char *folder; /* NULL: stdout only */
    struct log_router_options options;
    uint64_t complained_ms; /* 0: never */
};

struct log_router *log_router_create(struct loop *loop, const struct log_router_options *options)
{
    struct log_router *r = calloc(1, sizeof(*r));
    if (!r)
        abort();
    r->options = *options;
    r->out = log_stdout_create(loop, STDOUT_FILENO);
    r->options.folder = NULL;
    if (options->folder && (r->folder = strdup(options->folder))) {
        log_file_open(&r->whole, options->folder, "bot");
        for (int i = 0; i <= WORKERS; i++)
            log_file_open(&r->own[i], options->folder, worker_name((enum worker)i));
    }
    return r;
}

void log_router_destroy(struct log_router **take_router)
{
    struct log_router *r = *take_router;
    if (!r)
        return;
    *take_router = NULL;
    log_stdout_destroy(&r->out, FLUSH_PATIENCE_MS);
    if (r->folder) {
        log_file_close(&r->whole);
        for (int i = 0; i <= WORKERS; i++)
            log_file_close(&r->own[i]);
    }
    free(r->folder);
    free(r);
}

void log_router_line(struct log_router *r, enum worker program, enum log_level level, const char *line,
                     size_t length)
{
    log_stdout_write(r->out, line, length);
    if (r->folder) {
        log_file_write(&r->whole, line, length);
        log_file_write(&r->own[program], line, length);
    }
    if (level >= LOG_NOTICE && length)
        r->options.on_event(r->options.ctx, line, length - 1);
}

static const char *mark_of(enum line_end end)
{
    switch (end) {
    case LINE_GOES_ON:
        return " [coupé : la suite est à la ligne suivante]";
    case LINE_TORN:
        return " [coupé : le programme est mort]";
    case LINE_WHOLE:
        break;
    }
    return "";
}

/* NUL bytes would end the message early. */
static void copy_without_nul(char *to, const char *from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        to[i] = from[i] ? from[i] : '?';
}

static void wrap(struct log_router *r, enum worker program, enum log_level level, const char *text,
                 size_t length, enum line_end end)
{
    char message[WRAPPED_MOST + 64], line[LOG_LINE_MAX];
    copy_without_nul(message, text, length);
    snprintf(message + length, sizeof(message) - length, "%s", mark_of(end));
    size_t rendered = log_render(line, r->options.format, clock_wall_ms(), level, worker_name(program),
                                 "worker.output", NULL, message);
    log_router_line(r, program, level, line, rendered);
}

static void wrap_in_pieces(struct log_router *r, enum worker program, enum log_level level, const char *text,
                           size_t length, enum line_end end)
{
    while (length > WRAPPED_MOST) {
        size_t piece = utf8_prefix(text, length, WRAPPED_MOST);
        if (piece == 0)
            piece = WRAPPED_MOST;
        wrap(r, program, level, text, piece, LINE_GOES_ON);
        text += piece;
        length -= piece;
    }
    wrap(r, program, level, text, length, end);
}

void log_router_output(struct log_router *r, enum worker program, const char *line, size_t length,
                       enum line_end end)
{
    char whole[LOG_LINE_MAX];
    enum log_level level = LOG_NOTICE;
    bool led = line_level_take(&line, &length, &level);
    if (!led || end != LINE_WHOLE || length + 1 > sizeof(whole)) {
        wrap_in_pieces(r, program, level, line, length, end);
        return;
    }
    memcpy(whole, line, length);
    whole[length] = '\n';
    log_router_line(r, program, level, whole, length + 1);
}

static struct log_file *broken_file(struct log_router *r)
{
    if (err_is(r->whole.failure))
        return &r->whole;
    for (int i = 0; i <= WORKERS; i++)
        if (err_is(r->own[i].failure))
            return &r->own[i];
    return NULL;
}

static void complain(struct log_router *r, const struct log_file *broken)
{
    char line[LOG_LINE_MAX];
    struct log_field fields[] = {log_text("file", broken->path),
                                 log_text("cause", strerror(broken->failure.code)),
                                 log_int("lost_lines", (int64_t)broken->dropped),
                                 {.key = NULL}};
    size_t length =
        log_render(line, r->options.format, clock_wall_ms(), LOG_WARN, worker_name(WORKER_SUPERVISOR),
                   "log.unwritable", fields,
                   "Un fichier de journal ne peut plus être écrit ; le journal continue ici. Faites de la "
                   "place, ou corrigez les droits de LOG_DIR.");
    log_stdout_write(r->out, line, length);
    r->options.on_event(r->options.ctx, line, length - 1);
}

void log_router_tick(struct log_router *r, uint64_t now_ms)
{
    if (!r->folder)
        return;
    log_file_check(&r->whole);
    for (int i = 0; i <= WORKERS; i++)
        log_file_check(&r->own[i]);
    struct log_file *broken = broken_file(r);
    if (broken)
        (void)file_writable_folder(
            r->folder); /* it may have been removed; if it cannot be made, the complaint says why */
    if (!broken || (r->complained_ms && now_ms - r->complained_ms < COMPLAINT_MS))
        return;
    r->complained_ms = now_ms;
    complain(r, broken);
}

uint64_t log_router_dropped(const struct log_router *r)
{
    uint64_t dropped = log_stdout_dropped(r->out);
    for (int i = 0; i <= WORKERS; i++)
        dropped += r->own[i].dropped;
    return dropped + r->whole.dropped;
}
