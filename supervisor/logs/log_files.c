/* A line into two files, and what may be known of them elsewhere. */
#include "log_files.h"

#include "clock.h"
#include "file.h"
#include "log_file.h"
#include "workers.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_MS 1000

enum { WHOLE = WORKERS + 1, FILES }; /* those of the programs, by their number; then bot.log */

struct log_files {
    char *folder;
    atomic_int format; /* enum log_format */
    uint64_t checked_ms;
    struct log_file files[FILES];
    atomic_int broken, code; /* index of a file that cannot be written, or FILES; and its errno */
    atomic_uint_fast64_t dropped, lost;
};

static void publish(struct log_files *f)
{
    uint64_t dropped = 0;
    int broken = FILES;
    for (int i = FILES - 1; i >= 0; i--) {
        dropped += f->files[i].dropped;
        if (err_is(f->files[i].out.failure))
            broken = i;
    }
    atomic_store(&f->dropped, dropped);
    if (broken < FILES) {
        atomic_store(&f->code, f->files[broken].out.failure.code);
        atomic_store(&f->lost, f->files[broken].dropped);
    }
    atomic_store(&f->broken, broken);
}

static void begin(void *ctx)
{
    struct log_files *f = ctx;
    for (int i = 0; i <= WORKERS; i++) {
        const char *name = worker_name((enum worker)i);
        log_file_open(&f->files[i], f->folder, name, name, (enum log_format)atomic_load(&f->format));
    }
    log_file_open(&f->files[WHOLE], f->folder, "bot", worker_name(WORKER_SUPERVISOR),
                  (enum log_format)atomic_load(&f->format));
    f->checked_ms = clock_monotonic_ms();
    publish(f);
}

/* Somebody may have removed the files, or the folder; if it cannot be made again, the failures say why. */
static void check(struct log_files *f)
{
    uint64_t now_ms = clock_monotonic_ms();
    if (now_ms - f->checked_ms < CHECK_MS)
        return;
    f->checked_ms = now_ms;
    if (atomic_load(&f->broken) < FILES)
        (void)file_writable_folder(f->folder);
    for (int i = 0; i < FILES; i++)
        log_file_check(&f->files[i]);
}

static void write_line(void *ctx, uint32_t program, const char *line, size_t length)
{
    struct log_files *f = ctx;
    log_file_write(&f->files[WHOLE], line, length);
    log_file_write(&f->files[program], line, length);
}

/* Whose lines they were, nobody knows any more. */
static void lines_lost(void *ctx, uint64_t lines)
{
    struct log_files *f = ctx;
    log_file_lost(&f->files[WHOLE], lines);
}

static void flush(void *ctx)
{
    struct log_files *f = ctx;
    check(f);
    for (int i = 0; i < FILES; i++)
        log_file_flush(&f->files[i]);
    publish(f);
}

const struct log_sink LOG_FILES_SINK = {begin, write_line, lines_lost, flush};

struct log_files *log_files_create(const char *folder, enum log_format format)
{
    struct log_files *f = calloc(1, sizeof(*f));
    if (!f || !(f->folder = strdup(folder))) {
        free(f);
        return NULL;
    }
    atomic_init(&f->format, (int)format);
    atomic_init(&f->broken, FILES);
    return f;
}

void log_files_set_format(struct log_files *f, enum log_format format)
{
    atomic_store(&f->format, (int)format);
    for (int i = 0; i < FILES; i++)
        atomic_store(&f->files[i].format, (int)format);
}

void log_files_destroy(struct log_files **take_files)
{
    struct log_files *f = *take_files;
    if (!f)
        return;
    *take_files = NULL;
    for (int i = 0; i < FILES; i++)
        log_file_close(&f->files[i]);
    free(f->folder);
    free(f);
}

struct log_files_fault log_files_fault(const struct log_files *f)
{
    int broken = atomic_load(&f->broken);
    if (broken == FILES)
        return (struct log_files_fault){0};
    return (struct log_files_fault){f->files[broken].path, atomic_load(&f->code), atomic_load(&f->lost)};
}

uint64_t log_files_dropped(const struct log_files *f)
{
    return atomic_load(&f->dropped);
}
