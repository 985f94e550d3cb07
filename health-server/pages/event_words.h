/* An event of the log as one sentence: its message, why, and what happens next, in words. Pure. */
#ifndef VIGIE_EVENT_WORDS_H
#define VIGIE_EVENT_WORDS_H

#include "health_events.h"
#include "report.h"

struct buffer;

/* Plain text. In English by event_lines.def, event_phrases.def, event_repairs.def, the titles of alerts, the
 * settings' repairs and what the workers say now; scripts/event_words.py holds these to all that can be said. */
void event_write(struct buffer *out, const struct report *r, const struct health_event *event);

#endif
