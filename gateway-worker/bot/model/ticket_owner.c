/* Skips our own messages, then takes the first mention of the oldest message. */
#include "ticket_owner.h"

#include "mentions.h"
#include "message_nonce.h"
#include "panel.h"

#include <string.h>

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Discord tells the nonce with the event only; a notice that REST shows without it names the owner anyway. */
static bool is_ours(const struct json_value *message)
{
    const char *nonce = json_text(json_get(message, "nonce"), "");
    return panel_is(message) || begins_with(nonce, MESSAGE_NONCE_OWNER) ||
           begins_with(nonce, MESSAGE_NONCE_PANEL);
}

/* In the order of the text; `mentions` has them in any order, and serves when the intent hides the text. */
uint64_t ticket_owner_named(const struct json_value *message)
{
    if (is_ours(message))
        return 0;
    uint64_t mention = mentions_first_user(json_text(json_get(message, "content"), ""));
    return mention ? mention : json_id(json_find(message, "mentions.0.id"));
}

const struct json_value *ticket_owner_message(const struct json_value *messages)
{
    const struct json_value *oldest = NULL;
    for (size_t i = 0; i < json_length(messages); i++) {
        const struct json_value *message = json_at(messages, i);
        bool is_older = !oldest || json_id(json_get(message, "id")) < json_id(json_get(oldest, "id"));
        if (is_older && ticket_owner_named(message))
            oldest = message;
    }
    return oldest;
}
