/* The `fields` of a query. */
#include "google_state.h"

bool google_read_mask(const struct form *query, struct fields *ret, struct reply *reply)
{
    const char *mask = form_get(query, "fields", "")[0] ? form_get(query, "fields", "") : "*",
               *unknown = mask;
    if (fields_parse(mask, ret))
        unknown = fields_unknown(ret);
    if (unknown)
        reply_refuse_mask(reply, unknown);
    return !unknown;
}

void google_mask_reply(const struct fields *mask, struct reply *reply)
{
    struct json_value *document = NULL;
    struct buffer kept;
    buffer_init(&kept, reply->body.cap);
    struct json_writer w = json_writer(&kept);
    if (!err_is(json_parse(reply->body.data, reply->body.length, &document))) {
        fields_filter(mask, document, &w);
        buffer_clear(&reply->body);
        buffer_append(&reply->body, kept.data, kept.length);
    }
    json_destroy(&document);
    buffer_free(&kept);
}
