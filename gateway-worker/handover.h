/* What this worker leaves to its successor, as one text for the supervisor and for STATE_DIR: the Gateway
 * session, how Discord limits all requests, and what the bot has begun.
 *
 * The session's sequence never passes an event whose operation has begun and is not in the same text: where a
 * operation is left out for want of room, the session stays as it was when all fitted, and a RESUME brings the
 * event again. For that the oldest operations come first, and the room for them depends on nothing else. Pure. */
#ifndef VIGIE_HANDOVER_H
#define VIGIE_HANDOVER_H

#include "bot.h"
#include "buffer.h"
#include "json_value.h"
#include "session_body.h"

struct gateway;
struct rest;

/* Two corrections of the greatest length, in letters of four bytes, fit. */
#define HANDOVER_PENDING_MOST (36 * 1024)
#define HANDOVER_LIMITS_MOST  (2 * 1024)
#define HANDOVER_MOST         (HANDOVER_PENDING_MOST + SESSION_BODY_MOST + HANDOVER_LIMITS_MOST + BOT_NOTES_MAX)

struct handover {
    struct buffer session; /* as gateway_write_session wrote it, or the predecessor's; "" if there is none */
};

void handover_init(struct handover *handover);
void handover_free(struct handover *handover);

/* Takes the session over from such a text, or from one that is a session alone (of an earlier version); NULL:
 * none. */
void handover_restore(struct handover *handover, const struct json_value *body);

/* Writes the whole text; `gateway` is NULL until there is one. Returns how many operations had to be left out. */
size_t handover_write(struct handover *handover, struct buffer *out, struct gateway *gateway,
                      const struct rest *rest, const struct bot *bot, int64_t wall_ms);

/* For rest_restore; NULL if there is none. Lives as long as `body`. */
const struct json_value *handover_rest(const struct json_value *body);

#endif
