/* One JSON object; the session inside is a string, because its form is gateway.c's own affair. */
#include "handover.h"

#include "bot.h"
#include "json_writer.h"
#include "rest.h"

void handover_write(struct buffer *out, const char *session, const struct rest *rest, const struct bot *bot,
                    int64_t wall_ms)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "session", session);
    jw_key(&w, "rest");
    rest_write(rest, &w, wall_ms);
    size_t used = out->length + 64;
    bot_write_pending(bot, &w, used < HANDOVER_MOST ? HANDOVER_MOST - used : 0);
    jw_object_end(&w);
}

const char *handover_session(const struct json_value *body)
{
    return json_text(json_get(body, "session"), "");
}

const struct json_value *handover_rest(const struct json_value *body)
{
    return json_get(body, "rest");
}
