/* One JSON object: what is under way, then the session that goes with it, then the rest. */
#include "handover.h"

#include "frame.h"
#include "gateway.h"
#include "json_writer.h"
#include "rest.h"

#include <assert.h>

static_assert(HANDOVER_MOST <= FRAME_BODY_MOST, "the supervisor keeps it as one frame");

void handover_init(struct handover *h)
{
    buffer_init(&h->session, SESSION_BODY_MOST);
}

void handover_free(struct handover *h)
{
    buffer_free(&h->session);
}

void handover_restore(struct handover *h, const struct json_value *body)
{
    const struct json_value *session = json_get(body, "session");
    bool is_session_alone = json_get(body, "shards") || json_get(body, "bot");
    buffer_clear(&h->session);
    json_print(!session && is_session_alone ? body : session, &h->session);
    if (h->session.failed)
        buffer_clear(&h->session);
}

/* Too long: the one before stays. */
static void take_newest_session(struct handover *h, struct gateway *gateway)
{
    struct buffer newest;
    buffer_init(&newest, SESSION_BODY_MOST);
    gateway_write_session(gateway, &newest);
    if (newest.failed) {
        buffer_free(&newest);
        return;
    }
    buffer_free(&h->session);
    h->session = newest;
}

size_t handover_write(struct handover *h, struct buffer *out, struct gateway *gateway,
                      const struct rest *rest, const struct bot *bot, int64_t wall_ms)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    size_t left_out = bot_write_pending(bot, &w, HANDOVER_PENDING_MOST);
    if (gateway && !left_out)
        take_newest_session(h, gateway);
    if (h->session.length) {
        jw_key(&w, "session");
        jw_raw(&w, h->session.data, h->session.length);
    }
    jw_key(&w, "rest");
    rest_write(rest, &w, wall_ms);
    bot_write_notes(bot, &w);
    jw_object_end(&w);
    return left_out;
}

const struct json_value *handover_rest(const struct json_value *body)
{
    return json_get(body, "rest");
}
