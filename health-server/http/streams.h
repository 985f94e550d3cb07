/* /events: the status page's stream (server-sent events,
 * html.spec.whatwg.org/multipage/server-sent-events.html). An event carries the changing part of the page as
 * HTML. At most one a second, none when nothing changed, then a comment every 15 s so that proxies keep the
 * line open. A client that does not read is skipped, then dropped. */
#ifndef VIGIE_STREAMS_H
#define VIGIE_STREAMS_H

#include "buffer.h"
#include "h2o_door.h"

#define STREAMS_MOST 16

struct streams;

struct streams *streams_create(void);
/* Every stream must have ended. Accepts NULL. */
void streams_destroy(struct streams **streams);

size_t streams_count(const struct streams *s);

/* Answers `req` with a stream that begins with `html`; its headers stand already. False: all places are
 * taken. */
bool streams_open(struct streams *s, h2o_req_t *req, const struct buffer *html, uint64_t now_ms);

/* Once a second: `html` to all, if it is news. */
void streams_publish(struct streams *s, const struct buffer *html, uint64_t now_ms);

/* Ends them all, politely. */
void streams_end(struct streams *s);

#endif
