/* One line in, up to four outputs. */
#include "log_router.h"

#include "clock.h"
#include "line_level.h"
#include "log_files.h"
#include "log_render.h"
#include "log_stdout.h"
#include "log_writer.h"
#include "utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMPLAINT_MS     60000
#define LAST_PATIENCE_MS 1000
#define WRAPPED_MOST     3000 /* bytes of a worker's output in one line of ours */

struct log_router {
    struct log_router_options options;
    struct log_stdout out;
    struct log_files *files; /* NULL: stdout only */
    struct log_writer *out_writer, *files_writer;
    uint64_t complained_ms; /* 0: never */
};

static struct err open_files(struct log_router *r, const char *folder)
{
    r->files = log_files_create(folder, r->options.format);
    if (!r->files)
        return err_make(ERR_SYSTEM, "log_router.files", ENOMEM);
    return log_writer_create(&LOG_FILES_SINK, r->files, &r->files_writer);
}

struct err log_router_create(const struct log_router_options *options, struct log_router **ret_router)
{
    struct log_router *r = calloc(1, sizeof(*r));
    if (!r)
        return err_make(ERR_SYSTEM, "log_router", ENOMEM);
    r->options = *options;
    r->options.folder = NULL;
    log_stdout_init(&r->out, STDOUT_FILENO, options->format);
    struct err e = log_writer_create(&LOG_STDOUT_SINK, &r->out, &r->out_writer);
    if (!err_is(e) && options->folder)
        e = open_files(r, options->folder);
    if (err_is(e))
        log_router_destroy(&r);
    else
        *ret_router = r;
    return e;
}

void log_router_set_format(struct log_router *r, enum log_format format)
{
    r->options.format = format;
    atomic_store(&r->out.format, (int)format);
    if (r->files)
        log_files_set_format(r->files, format);
}

static void tell_unfinished(struct log_router *r)
{
    char line[LOG_LINE_MAX];
    size_t length = log_render(line, r->options.format, clock_wall_ms(), LOG_WARN,
                               worker_name(WORKER_SUPERVISOR), "log.unfinished", NULL,
                               "Les fichiers de journal n'ont pas pu être finis : le disque de LOG_DIR ne "
                               "répond pas ; leurs dernières lignes ne sont qu'ici");
    log_writer_put(r->out_writer, WORKER_SUPERVISOR, line, length);
}

void log_router_destroy(struct log_router **take_router)
{
    struct log_router *r = *take_router;
    if (!r)
        return;
    *take_router = NULL;
    bool files_end = log_writer_end(&r->files_writer, LAST_PATIENCE_MS);
    if (!files_end)
        tell_unfinished(r);
    bool out_ends = log_writer_end(&r->out_writer, LAST_PATIENCE_MS);
    if (files_end)
        log_files_destroy(&r->files);
    if (files_end && out_ends)
        free(r); /* else a writer still holds a part of it, until the process ends */
}

void log_router_line(struct log_router *r, enum worker program, enum log_level level, const char *line,
                     size_t length)
{
    log_writer_put(r->out_writer, program, line, length);
    if (r->files_writer)
        log_writer_put(r->files_writer, program, line, length);
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
    if (!led || end != LINE_WHOLE || length + 1 > sizeof(whole) || !line_is_rendered(line, length)) {
        wrap_in_pieces(r, program, level, line, length, end);
        return;
    }
    memcpy(whole, line, length);
    whole[length] = '\n';
    log_router_line(r, program, level, whole, length + 1);
}

static void complain(struct log_router *r, struct log_files_fault fault)
{
    char line[LOG_LINE_MAX];
    struct log_field fields[] = {log_text("file", fault.path),
                                 log_text("cause", strerror(fault.code)),
                                 log_int("lost_lines", (int64_t)fault.lost),
                                 {.key = NULL}};
    size_t length =
        log_render(line, r->options.format, clock_wall_ms(), LOG_WARN, worker_name(WORKER_SUPERVISOR),
                   "log.unwritable", fields,
                   "Un fichier de journal ne peut plus être écrit ; le journal continue ici. Faites de la "
                   "place, ou corrigez les droits de LOG_DIR.");
    log_writer_put(r->out_writer, WORKER_SUPERVISOR, line, length);
    r->options.on_event(r->options.ctx, line, length - 1);
}

bool log_router_crowded(struct log_router *r)
{
    return log_writer_crowded(r->out_writer) || (r->files_writer && log_writer_crowded(r->files_writer));
}

void log_router_tick(struct log_router *r, uint64_t now_ms)
{
    log_writer_say_losses(r->out_writer);
    if (!r->files)
        return;
    log_writer_say_losses(r->files_writer);
    struct log_files_fault fault = log_files_fault(r->files);
    if (!fault.path)
        return;
    log_writer_wake(r->files_writer); /* try again, even if no line comes */
    if (r->complained_ms && now_ms - r->complained_ms < COMPLAINT_MS)
        return;
    r->complained_ms = now_ms;
    complain(r, fault);
}

uint64_t log_router_dropped(const struct log_router *r)
{
    uint64_t dropped = log_writer_dropped(r->out_writer) + atomic_load(&r->out.dropped);
    if (r->files)
        dropped += log_writer_dropped(r->files_writer) + log_files_dropped(r->files);
    return dropped;
}
