/* SERVICE_ACCOUNT_JSON as people really paste it: makes one JSON object text of it, undoing what is safe to
 * undo. Pure. What it says is French, one line, and never holds a byte of the value but counts. */
#ifndef VIGIE_KEY_TEXT_H
#define VIGIE_KEY_TEXT_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define KEY_TEXT_MOST    65536
#define KEY_REPAIRS_MOST 6

struct key_text {
    struct buffer json; /* a JSON object, when `refused` is empty; secret: key_text_free wipes it */
    const char *repairs[KEY_REPAIRS_MOST]; /* what was undone, French literals */
    size_t repair_count;
    char refused[400]; /* why it cannot be read: what was seen, why it fails, what to do; "" when it was read
                        */
};

void key_text_read(struct key_text *key, const char *value);
void key_text_free(struct key_text *key);

#endif
