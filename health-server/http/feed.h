/* What /events says: the sections of the page that changed, as server-sent events
 * (html.spec.whatwg.org/multipage/server-sent-events.html). Two kinds: `page`, whose data is the HTML of
 * sections, and `beat`, whose data is the UTC time in seconds and which ends each thing that is said, so that
 * a page can tell a quiet service from a lost one. Pure, embedded by the server; all zero is a beginning. */
#ifndef VIGIE_FEED_H
#define VIGIE_FEED_H

#include "buffer.h"
#include "report.h"

#define FEED_SECTIONS_MAX 32
#define FEED_EVENT_MAX    (256 * 1024) /* bytes of one thing that is said */

struct feed {
    uint64_t shown[LANGUAGES][FEED_SECTIONS_MAX]; /* hash of each section as last said */
};

/* For a page that has just been opened or has missed something: every section, in the report's language. */
void feed_write_all(struct buffer *out, const struct report *r);

/* For everybody else: what changed since this was last called for the language. `scratch` holds one section. */
void feed_write_changes(struct feed *feed, struct buffer *out, struct buffer *scratch,
                        const struct report *r);

#endif
