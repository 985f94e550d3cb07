/* An event of the log as one sentence: its message, why, and what happens next, in words. Pure. */
#ifndef VIGIE_EVENT_WORDS_H
#define VIGIE_EVENT_WORDS_H

#include "event_ring.h"
#include "language.h"

struct buffer;

/* Plain text. In English, what event_phrases.def knows of it; a message that it does not know stays French.
 */
void event_write(struct buffer *out, enum language language, const struct health_event *event);

#endif
