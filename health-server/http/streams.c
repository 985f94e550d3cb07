/* Server-sent events over h2o generators: one send in flight a stream; its bytes are shared by all that get
 * the same. */
#include "streams.h"

#include "allocate.h"
#include "unread.h"

#include <stdlib.h>
#include <sys/socket.h>

#define SEND_BUFFER_BYTES 16384 /* asked of the kernel, which doubles it */

struct shared_text {
    unsigned holders;
    struct buffer text;
};

struct stream {
    h2o_generator_t generator; /* first: h2o hands this pointer back */
    struct streams *owner;     /* NULL once ended */
    h2o_req_t *req;
    enum language language;
    struct shared_text *sending; /* NULL: nothing is in flight */
    bool behind;                 /* was skipped: needs the whole */
    uint64_t sent_at_ms;
    struct unread unread;
};

struct streams {
    struct stream *open[STREAMS_MOST];
    size_t count;
};

struct streams *streams_create(void)
{
    struct streams *s = allocate(1, sizeof(*s));
    return s;
}

void streams_destroy(struct streams **take_streams)
{
    free(*take_streams);
    *take_streams = NULL;
}

size_t streams_count(const struct streams *s)
{
    return s->count;
}

bool streams_wanted(const struct streams *s, enum language language)
{
    for (size_t i = 0; i < STREAMS_MOST; i++)
        if (s->open[i] && s->open[i]->language == language)
            return true;
    return false;
}

/* ---- What is said. */

/* Takes the bytes of `text`. The caller holds the result. */
static struct shared_text *share(struct buffer *text)
{
    struct shared_text *shared = allocate(1, sizeof(*shared));
    shared->holders = 1;
    shared->text = *text;
    buffer_init(text, text->cap);
    return shared;
}

static void let_go(struct shared_text *shared)
{
    if (!shared || --shared->holders > 0)
        return;
    buffer_free(&shared->text);
    free(shared);
}

static void send_text(struct stream *stream, struct shared_text *shared, uint64_t now_ms)
{
    shared->holders++;
    stream->sending = shared;
    stream->sent_at_ms = now_ms;
    h2o_iovec_t bytes = h2o_iovec_init(shared->text.data, shared->text.length);
    h2o_send(stream->req, &bytes, 1, H2O_SEND_STATE_IN_PROGRESS);
}

static void on_proceed(h2o_generator_t *generator, h2o_req_t *req)
{
    (void)req;
    struct stream *stream = (struct stream *)generator;
    struct shared_text *sent = stream->sending;
    stream->sending = NULL;
    let_go(sent);
}

/* ---- Who listens. */

static int descriptor(const struct stream *stream)
{
    return h2o_socket_get_fd(stream->req->conn->callbacks->get_socket(stream->req->conn));
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
    let_go(stream->sending);
}

static bool reads(struct stream *stream)
{
    uint32_t window;
    uint64_t acked;
    return !unread_ask(descriptor(stream), &window, &acked) || !unread_look(&stream->unread, window, acked);
}

bool streams_open(struct streams *s, h2o_req_t *req, enum language language, struct buffer *text,
                  uint64_t now_ms)
{
    static const int SMALL = SEND_BUFFER_BYTES;
    size_t place = 0;
    while (place < STREAMS_MOST && s->open[place])
        place++;
    if (place == STREAMS_MOST)
        return false;
    struct stream *stream = h2o_mem_alloc_shared(&req->pool, sizeof(*stream), dispose_stream);
    *stream =
        (struct stream){.generator = {.proceed = on_proceed}, .owner = s, .req = req, .language = language};
    s->open[place] = stream;
    s->count++;
    (void)setsockopt(descriptor(stream), SOL_SOCKET, SO_SNDBUF, &SMALL, sizeof(SMALL));
    (void)reads(stream); /* its window while it is empty */
    struct shared_text *first = share(text);
    h2o_start_response(req, &stream->generator);
    send_text(stream, first, now_ms);
    let_go(first);
    return true;
}

static void drop(const struct stream *stream)
{
    shutdown(descriptor(stream), SHUT_RDWR); /* the pending write fails, and h2o closes */
}

bool streams_behind(const struct streams *s, enum language language)
{
    for (size_t i = 0; i < STREAMS_MOST; i++)
        if (s->open[i] && s->open[i]->language == language && s->open[i]->behind && !s->open[i]->sending)
            return true;
    return false;
}

void streams_publish(struct streams *s, enum language language, struct buffer *changes, struct buffer *all,
                     uint64_t now_ms)
{
    struct shared_text *news = share(changes), *whole = share(all);
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = s->open[i];
        if (!stream || stream->language != language)
            continue;
        struct shared_text *text = stream->behind ? whole : news;
        bool can = !stream->sending && text->text.length;
        if (can)
            send_text(stream, text, now_ms);
        stream->behind = !can;
    }
    let_go(news);
    let_go(whole);
}

void streams_tick(struct streams *s, uint64_t now_ms)
{
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = s->open[i];
        if (stream &&
            (!reads(stream) || (stream->sending && now_ms > stream->sent_at_ms + STREAM_STALLED_MS)))
            drop(stream);
    }
}

void streams_end(struct streams *s)
{
    for (size_t i = 0; i < STREAMS_MOST; i++) {
        struct stream *stream = s->open[i];
        if (!stream)
            continue;
        leave(stream);
        if (stream->sending) {
            drop(stream);
            continue;
        }
        stream->req->http1_is_persistent = 0;
        h2o_send(stream->req, NULL, 0, H2O_SEND_STATE_FINAL);
    }
}
