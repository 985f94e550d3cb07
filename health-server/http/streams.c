/* Server-sent events over h2o generators: one send in flight per client, from the client's own buffer. */
#include "streams.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define EVENT_MOST   (192 * 1024)
#define SILENCE_MS   15000
#define STALLED_MS   30000
#define RETRY_PREFIX "retry: 3000\n\n"

struct stream {
    h2o_generator_t generator; /* first: h2o hands this pointer back */
    struct streams *owner;     /* NULL once ended */
    h2o_req_t *req;
    struct buffer sending;
    bool busy;
    uint64_t sent_at_ms;
};

struct streams {
    struct stream *open[STREAMS_MOST];
    size_t count;
    struct buffer last; /* what everybody was last shown */
};

struct streams *streams_create(void)
{
    struct streams *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    buffer_init(&s->last, EVENT_MOST);
    return s;
}

void streams_destroy(struct streams **take_streams)
{
    struct streams *s = *take_streams;
    if (!s)
        return;
    *take_streams = NULL;
    buffer_free(&s->last);
    free(s);
}

size_t streams_count(const struct streams *s)
{
    return s->count;
}

static void leave(struct stream *stream)
{
    struct streams *s = stream->owner;
    if (!s)
        return;
    for (size_t i = 0; i < STREAMS_MOST; i++)
        if (s->open[i] == stream)
            s->open[i] = NULL;
    s->count--;
    stream->owner = NULL;
}

/* The request's memory goes: its client has left, or its last bytes are sent. */
static void dispose_stream(void *ctx)
{
    struct stream *stream = ctx;
    leave(stream);
    buffer_free(&stream->sending);
}

static void on_proceed(h2o_generator_t *generator, h2o_req_t *req)
{
    (void)req;
    ((struct stream *)generator)->busy = false;
}

/* Sends what stands in `sending`. */
static void send_bytes(struct stream *stream, h2o_send_state_t state, uint64_t now_ms)
{
    h2o_iovec_t bytes = h2o_iovec_init(stream->sending.data, stream->sending.length);
    stream->busy = true;
    stream->sent_at_ms = now_ms;
    h2o_send(stream->req, &bytes, bytes.len ? 1 : 0, state);
}

/* Every line of the HTML is a data line; the browser joins them again. */
static void write_event(struct buffer *out, const struct buffer *html)
{
    buffer_text(out, "event: page\n");
    const char *at = buffer_string(html), *end = at + html->length;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((line_end ? line_end : end) - at);
        buffer_text(out, "data: ");
        buffer_append(out, at, length);
        buffer_char(out, '\n');
        at += length + 1;
    }
    buffer_char(out, '\n');
}

bool streams_open(struct streams *s, h2o_req_t *req, const struct buffer *html, uint64_t now_ms)
{
    size_t place = 0;
    while (place < STREAMS_MOST && s->open[place])
        place++;
    if (place == STREAMS_MOST)
        return false;
    struct stream *stream = h2o_mem_alloc_shared(&req->pool, sizeof(*stream), dispose_stream);
    *stream = (struct stream){.generator = {.proceed = on_proceed}, .owner = s, .req = req};
    buffer_init(&stream->sending, EVENT_MOST);
    s->open[place] = stream;
    s->count++;
    buffer_text(&stream->sending, RETRY_PREFIX);
    write_event(&stream->sending, html);
    h2o_start_response(req, &stream->generator);
    send_bytes(stream, H2O_SEND_STATE_IN_PROGRESS, now_ms);
    return true;
}

static void drop(struct stream *stream)
{
    h2o_socket_t *socket = stream->req->conn->callbacks->get_socket(stream->req->conn);
    shutdown(h2o_socket_get_fd(socket), SHUT_RDWR); /* the pending write fails, and h2o closes */
}

static void publish_to(struct stream *stream, const struct buffer *html, bool news, uint64_t now_ms)
{
    if (stream->busy) {
        if (now_ms > stream->sent_at_ms + STALLED_MS)
            drop(stream);
        return;
    }
    if (!news && now_ms < stream->sent_at_ms + SILENCE_MS)
        return;
    buffer_clear(&stream->sending);
    if (news)
        write_event(&stream->sending, html);
    else
        buffer_text(&stream->sending, ": toujours là\n\n");
    send_bytes(stream, H2O_SEND_STATE_IN_PROGRESS, now_ms);
}

void streams_publish(struct streams *s, const struct buffer *html, uint64_t now_ms)
{
    bool news = html->length != s->last.length || memcmp(html->data, s->last.data, html->length) != 0;
    if (news) {
        buffer_clear(&s->last);
        buffer_append(&s->last, html->data, html->length);
    }
    for (size_t i = 0; i < STREAMS_MOST; i++)
        if (s->open[i])
            publish_to(s->open[i], html, news, now_ms);
}

void streams_end(struct streams *s)
{
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = s->open[i];
        if (!stream)
            continue;
        leave(stream);
        if (stream->busy) {
            drop(stream);
            continue;
        }
        buffer_clear(&stream->sending);
        stream->req->http1_is_persistent = 0;
        send_bytes(stream, H2O_SEND_STATE_FINAL, stream->sent_at_ms);
    }
}
