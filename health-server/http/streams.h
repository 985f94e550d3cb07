/* The open /events streams: who listens, in which language, and who does not take what is said. What is said
 * is feed.h's. A stream that does not take its bytes within STREAM_STALLED_MS is ended and its place is free
 * again: the kernel's send buffer is made small for it, so that unread bytes show soon. */
#ifndef VIGIE_STREAMS_H
#define VIGIE_STREAMS_H

#include "buffer.h"
#include "h2o_door.h"
#include "language.h"

#define STREAMS_MOST      64
#define STREAM_STALLED_MS 10000

struct streams;

struct streams *streams_create(void);
/* Every stream must have ended. Accepts NULL. */
void streams_destroy(struct streams **streams);

size_t streams_count(const struct streams *s);
bool streams_wanted(const struct streams *s, enum language language);

/* Answers `req` with a stream that begins with `text`, which it empties; its headers stand already. False:
 * all places are taken. */
bool streams_open(struct streams *s, h2o_req_t *req, enum language language, struct buffer *text,
                  uint64_t now_ms);

/* `changes` to everybody of that language who is up to date. Both are emptied. `all`, the whole, goes to
 * those who had to be skipped meanwhile; it may be empty where streams_behind says that nobody was. */
void streams_publish(struct streams *s, enum language language, struct buffer *changes, struct buffer *all,
                     uint64_t now_ms);
bool streams_behind(const struct streams *s, enum language language);

/* Once a second: ends those that read nothing. */
void streams_tick(struct streams *s, uint64_t now_ms);

/* Ends them all, politely. */
void streams_end(struct streams *s);

#endif
