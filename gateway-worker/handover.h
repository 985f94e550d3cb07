/* What this worker asks the supervisor to keep for its successor: the Gateway session, how Discord limits all
 * requests, and what the bot has begun. */
#ifndef VIGIE_HANDOVER_H
#define VIGIE_HANDOVER_H

#include "buffer.h"
#include "json_value.h"

struct bot;
struct rest;

/* What the supervisor keeps at most. Two corrections of the greatest length, in letters of four bytes, fit.
 */
#define HANDOVER_MOST (48 * 1024)

/* Writes the whole body; `session` is gateway.h's, "" if there is none yet. */
void handover_write(struct buffer *out, const char *session, const struct rest *rest, const struct bot *bot,
                    int64_t wall_ms);

/* The session in such a body; "" if there is none. Lives as long as `body`. */
const char *handover_session(const struct json_value *body);

/* For rest_restore; NULL if there is none. Lives as long as `body`. */
const struct json_value *handover_rest(const struct json_value *body);

#endif
