/* codec FILE: what it costs to decompress a payload and to look at it, without a connection. The file holds a
 * payload a line; they are compressed as the Gateway does, one stream, flushed after each. Prints for each
 * compression "NAME NANOSECONDS NOTE": processor time for a payload, the median of the rounds. */
#include "array_len.h"
#include "buffer.h"
#include "inflate.h"
#include "payload.h"
#include "squeeze.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_MOST     ((size_t)256 * 1024 * 1024)
#define PAYLOADS_MOST 100000
#define ROUNDS        5

struct stream {
    struct buffer bytes;
    size_t ends[PAYLOADS_MOST]; /* where each payload ends in them */
    size_t count;
};

static uint64_t spent_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void give_up(const char *what)
{
    fprintf(stderr, "codec: %s\n", what);
    exit(70);
}

static void read_file(const char *path, struct buffer *text)
{
    char step[65536];
    size_t n;
    FILE *file = fopen(path, "re");
    if (!file)
        give_up(path);
    while ((n = fread(step, 1, sizeof(step), file)) > 0)
        buffer_append(text, step, n);
    fclose(file);
}

static void compress_lines(const struct buffer *text, enum squeeze_kind kind, struct stream *stream)
{
    struct squeeze *squeeze = squeeze_create(kind);
    const char *line = text->data, *end = text->data + text->length, *newline;
    stream->count = 0;
    buffer_clear(&stream->bytes);
    while (stream->count < PAYLOADS_MOST && (newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
        squeeze_payload(squeeze, line, (size_t)(newline - line), &stream->bytes);
        stream->ends[stream->count++] = stream->bytes.length;
        line = newline + 1;
    }
    squeeze_destroy(&squeeze);
}

/* Processor time for the whole stream. Every payload must come out, and be one. */
static uint64_t read_stream(const struct stream *stream)
{
    struct inflate *inflate = inflate_create();
    size_t at = 0;
    int64_t sequence = PAYLOAD_NO_SEQUENCE;
    uint64_t began_ns = spent_ns();
    for (size_t i = 0; i < stream->count; at = stream->ends[i++]) {
        const char *text;
        size_t length;
        struct payload payload;
        struct err e = inflate_feed(inflate, stream->bytes.data + at, stream->ends[i] - at, &text, &length);
        if (err_is(e) || !text || !payload_look(text, length, &payload) ||
            (i > 0 && payload.sequence != sequence + 1))
            give_up("a payload did not come out as it went in");
        sequence = payload.sequence;
    }
    uint64_t took_ns = spent_ns() - began_ns;
    inflate_destroy(&inflate);
    return took_ns;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        enum squeeze_kind kind;
    } CODECS[] = {{"zstd-stream", SQUEEZE_ZSTD}, {"zlib-stream", SQUEEZE_ZLIB}};
    static struct stream stream;
    struct buffer text;
    if (argc != 2)
        return fputs("usage: codec FILE\n", stderr), 64;
    buffer_init(&text, FILE_MOST);
    buffer_init(&stream.bytes, FILE_MOST);
    read_file(argv[1], &text);
    for (size_t c = 0; c < ARRAY_LEN(CODECS); c++) {
        uint64_t took_ns[ROUNDS];
        compress_lines(&text, CODECS[c].kind, &stream);
        for (size_t i = 0; i < ROUNDS; i++)
            took_ns[i] = read_stream(&stream);
        qsort(took_ns, ROUNDS, sizeof(took_ns[0]), by_size);
        printf("%s %.1f %zu payloads of %zu bytes, %zu on the wire, the median\n", CODECS[c].name,
               (double)took_ns[ROUNDS / 2] / (double)stream.count, stream.count, text.length / stream.count,
               stream.bytes.length / stream.count);
    }
    buffer_free(&stream.bytes);
    buffer_free(&text);
    return 0;
}
