/* What a message says, in French, for every channel: the parts of an embed, and the whole as plain text.
 * Pure. */
#ifndef VIGIE_ALERT_TEXT_H
#define VIGIE_ALERT_TEXT_H

#include "alert_message.h"
#include "buffer.h"

/* Each is appended to `out`; a part that has nothing to say appends nothing. */
void alert_text_title(const struct alert_message *m,
                      struct buffer *out); /* "Terminé : La mémoire est élevée" */
void alert_text_state(const struct alert_message *m, struct buffer *out); /* "critique, en cours" */
void alert_text_cause(const struct alert_message *m,
                      struct buffer *out); /* the verdict's words, the figures */
void alert_text_time(const struct alert_message *m, struct buffer *out);   /* since when, how long */
void alert_text_advice(const struct alert_message *m, struct buffer *out); /* what to do */

/* Title, parts, where the page is (NULL: not known) and id, a line each. */
void alert_text_whole(const struct alert_message *m, const char *page, struct buffer *out);

const char *alert_kind_word(enum alert_kind kind); /* for the page: "levée" */
const char *alert_kind_symbol(enum alert_kind kind, enum alert_severity severity);

#endif
