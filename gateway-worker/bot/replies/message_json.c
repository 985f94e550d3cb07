/* Writes the bodies. */
#include "message_json.h"

#include "json_writer.h"
#include "panel.h"
#include "utf8.h"
#include "validation_rules.h"

#include <inttypes.h>
#include <string.h>

enum {
    CALLBACK_MESSAGE = 4,
    CALLBACK_DEFERRED_MESSAGE = 5,
    CALLBACK_DEFERRED_UPDATE = 6,
    CALLBACK_MODAL = 9
};
enum { FLAG_EPHEMERAL = 64 };
#define NO_PINGS "{\"parse\":[]}"

static const char *const TEXTS[ANSWERS] = {
#define ANSWER(id, text) [ANSWER_##id] = text,
#include "answers.def"
#undef ANSWER
};

static void no_pings(struct json_writer *w)
{
    jw_key(w, "allowed_mentions");
    jw_raw(w, NO_PINGS, strlen(NO_PINGS));
}

void message_json_deferred_update(struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "type", CALLBACK_DEFERRED_UPDATE);
    jw_object_end(&w);
}

void message_json_deferred_answer(struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "type", CALLBACK_DEFERRED_MESSAGE);
    jw_key(&w, "data");
    jw_object(&w);
    jw_member_int(&w, "flags", FLAG_EPHEMERAL);
    jw_object_end(&w);
    jw_object_end(&w);
}

void message_json_answer(struct buffer *out, enum answer answer)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "type", CALLBACK_MESSAGE);
    jw_key(&w, "data");
    message_json_private_message(out, answer, NULL);
    jw_object_end(&w);
}

void message_json_private_message(struct buffer *out, enum answer answer, const char *reason)
{
    struct buffer content;
    buffer_init(&content, 1024);
    buffer_text(&content, TEXTS[answer]);
    if (reason)
        buffer_format(&content, " : %.500s.", reason);
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "content", buffer_string(&content));
    jw_member_int(&w, "flags", FLAG_EPHEMERAL);
    no_pings(&w);
    jw_object_end(&w);
    buffer_free(&content);
}

/* Longest prefix that the input takes. */
static size_t input_prefix(const char *text)
{
    size_t length = strlen(text), at = 0, used = 0;
    while (at < length) {
        size_t n = utf8_sequence(text + at, length - at);
        used += n == 4 ? 2 : 1;
        if (used > CORRECTION_MAX)
            break;
        at += n ? n : 1;
    }
    return at;
}

static void write_input(struct json_writer *w, const char *earlier)
{
    enum { TEXT_INPUT = 4, PARAGRAPH = 2 };
    jw_object(w);
    jw_member_int(w, "type", TEXT_INPUT);
    jw_member_string(w, "custom_id", MODAL_INPUT_ID);
    jw_member_int(w, "style", PARAGRAPH);
    jw_member_int(w, "max_length", CORRECTION_MAX);
    jw_member_bool(w, "required", true);
    if (*earlier) {
        jw_key(w, "value");
        jw_string_n(w, earlier, input_prefix(earlier));
    }
    jw_object_end(w);
}

void message_json_modal(struct buffer *out, const char *earlier)
{
    enum { LABEL = 18 };
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "type", CALLBACK_MODAL);
    jw_key(&w, "data");
    jw_object(&w);
    jw_member_string(&w, "custom_id", MODAL_ID);
    jw_member_string(&w, "title", "Points à corriger");
    jw_key(&w, "components");
    jw_array(&w);
    jw_object(&w);
    jw_member_int(&w, "type", LABEL);
    jw_member_string(&w, "label", "Ce qu'il faut corriger");
    jw_key(&w, "component");
    write_input(&w, earlier);
    jw_object_end(&w);
    jw_array_end(&w);
    jw_object_end(&w);
    jw_object_end(&w);
}

/* With it, a create that is sent twice within minutes makes one message (facts T17). */
static void write_nonce(struct json_writer *w, const char *nonce)
{
    jw_member_string(w, "nonce", nonce);
    jw_member_bool(w, "enforce_nonce", true);
}

void message_json_panel(struct buffer *out, const struct ticket_row *row, const char *nonce)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    panel_write(&w, row);
    if (nonce)
        write_nonce(&w, nonce);
    jw_object_end(&w);
}

void message_json_owner_notice(struct buffer *out, uint64_t owner, uint64_t guild, uint64_t channel,
                               uint64_t panel_id, const char *nonce)
{
    struct buffer content;
    buffer_init(&content, 1024);
    buffer_format(&content, "<@%" PRIu64 "> Des points à corriger sont notés pour votre fiche.", owner);
    if (panel_id)
        buffer_format(&content, "\nLe détail : https://discord.com/channels/%" PRIu64 "/%" PRIu64 "/%" PRIu64,
                      guild, channel, panel_id);
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "content", buffer_string(&content));
    jw_key(&w, "allowed_mentions");
    jw_object(&w);
    jw_key(&w, "users");
    jw_array(&w);
    jw_id(&w, owner);
    jw_array_end(&w);
    jw_object_end(&w);
    write_nonce(&w, nonce);
    jw_object_end(&w);
    buffer_free(&content);
}

void message_json_commands(struct buffer *out, bool anyone)
{
    enum { CHAT_INPUT = 1, IN_GUILD = 0 };
    struct json_writer w = json_writer(out);
    jw_array(&w);
    jw_object(&w);
    jw_member_int(&w, "type", CHAT_INPUT);
    jw_member_string(&w, "name", COMMAND_NAME);
    jw_member_string(&w, "description", "Publie le panneau de validation dans ce ticket");
    jw_member_string(&w, "default_member_permissions", anyone ? NULL : "16");
    jw_key(&w, "contexts");
    jw_array(&w);
    jw_int(&w, IN_GUILD);
    jw_array_end(&w);
    jw_object_end(&w);
    jw_array_end(&w);
}
