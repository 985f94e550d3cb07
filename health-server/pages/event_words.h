/* An event of the log as one sentence: its message, why, and what happens next, in words. Pure. */
#ifndef VIGIE_EVENT_WORDS_H
#define VIGIE_EVENT_WORDS_H

#include "event_ring.h"
#include "report.h"

struct buffer;

/* Plain text. In English, what event_phrases.def knows of it, titles of alerts, and what the workers say now
 * or the settings' table says is to be done; what none of them knows stays French. */
void event_write(struct buffer *out, const struct report *r, const struct health_event *event);

#endif
