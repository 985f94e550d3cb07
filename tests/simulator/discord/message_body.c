/* Limits of a message's parts, and taking them over. */
#include "message_body.h"

#include "array_len.h"
#include "json_copy.h"
#include "message_components.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_MOST (128 * 1024) /* bytes of embeds or components kept as JSON text */

static const struct text_limit {
    const char *holder, *name; /* "footer", "text"; holder "": the embed itself */
    size_t most;
} EMBED_TEXTS[] = {
    {"", "title", 256},
    {"", "description", 4096},
    {"footer", "text", 2048},
    {"author", "name", 256},
};

static size_t check_fields(struct complaints *wrong, const char *path, const struct json_value *embed)
{
    size_t total = 0;
    const struct json_value *fields = json_get(embed, "fields");
    complain_list(wrong, path, embed, "fields", 0, 25);
    for (size_t i = 0; i < json_length(fields); i++) {
        char place[COMPLAINT_PATH];
        snprintf(place, sizeof(place), "%.60s.fields.%zu", path, i);
        total += complain_text(wrong, place, json_at(fields, i), "name", 1, 256);
        total += complain_text(wrong, place, json_at(fields, i), "value", 1, 1024);
    }
    return total;
}

static void check_embeds(struct complaints *wrong, const struct json_value *body)
{
    size_t total = 0;
    const struct json_value *embeds = json_get(body, "embeds");
    complain_list(wrong, "", body, "embeds", 0, 10);
    for (size_t i = 0; i < json_length(embeds); i++) {
        const struct json_value *embed = json_at(embeds, i);
        char path[COMPLAINT_PATH], place[COMPLAINT_PATH];
        snprintf(path, sizeof(path), "embeds.%zu", i);
        for (size_t t = 0; t < ARRAY_LEN(EMBED_TEXTS); t++) {
            const char *holder = EMBED_TEXTS[t].holder;
            snprintf(place, sizeof(place), "%.40s%s%s", path, holder[0] ? "." : "", holder);
            total += complain_text(wrong, place, holder[0] ? json_get(embed, holder) : embed,
                                   EMBED_TEXTS[t].name, 0, EMBED_TEXTS[t].most);
        }
        total += check_fields(wrong, path, embed);
    }
    if (total > 6000)
        complain(wrong, "", "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
}

/* Who may be pinged: kinds by `parse`, or single ones by id, never both of one kind.
 * https://discord.com/developers/docs/resources/message#allowed-mentions-object */
static bool parses(const struct json_value *allowed, const char *kind)
{
    const struct json_value *parse = json_get(allowed, "parse");
    for (size_t i = 0; i < json_length(parse); i++)
        if (strcmp(json_text(json_at(parse, i), ""), kind) == 0)
            return true;
    return false;
}

static void check_mentions(struct complaints *wrong, const struct json_value *body)
{
    static const char *const KINDS[] = {"users", "roles"};
    const struct json_value *allowed = json_get(body, "allowed_mentions");
    for (size_t i = 0; i < ARRAY_LEN(KINDS); i++) {
        complain_list(wrong, "allowed_mentions", allowed, KINDS[i], 0, MENTIONS_MOST);
        if (parses(allowed, KINDS[i]) && json_length(json_get(allowed, KINDS[i])))
            complain(wrong, "allowed_mentions", "", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                     "parse:[\"%s\"] and %s: [ids...] are mutually exclusive.", KINDS[i], KINDS[i]);
    }
}

void message_body_check(const struct json_value *body, struct complaints *wrong)
{
    complain_text(wrong, "", body, "content", 0, 2000);
    complain_text(wrong, "", body, "nonce", 0, 25);
    check_embeds(wrong, body);
    check_mentions(wrong, body);
    message_components_check(body, wrong);
}

static bool has_text(const struct json_value *body, const char *name)
{
    return json_text(json_get(body, name), "")[0];
}

bool message_body_is_empty(const struct json_value *body)
{
    return !has_text(body, "content") && json_length(json_get(body, "embeds")) == 0 &&
           json_length(json_get(body, "components")) == 0 &&
           json_length(json_get(body, "sticker_ids")) == 0 && json_length(json_get(body, "attachments")) == 0;
}

static bool copy_member(void *ctx, const char *name, const struct json_value *v)
{
    struct json_writer *w = ctx;
    jw_key(w, name);
    json_copy(w, v);
    return true;
}

/* Discord shows every embed of a bot as type "rich". */
static void apply_embeds(struct sim_message *message, const struct json_value *embeds)
{
    struct buffer text;
    buffer_init(&text, PART_MOST);
    struct json_writer w = json_writer(&text);
    jw_array(&w);
    for (size_t i = 0; i < json_length(embeds); i++) {
        jw_object(&w);
        json_each(json_at(embeds, i), copy_member, &w);
        if (json_is_null(json_get(json_at(embeds, i), "type")))
            jw_member_string(&w, "type", "rich");
        jw_object_end(&w);
    }
    jw_array_end(&w);
    if (!text.failed)
        message_set(&message->embeds, buffer_string(&text));
    buffer_free(&text);
}

static void allow_ids(struct mention_filter *filter, const struct json_value *ids)
{
    for (size_t i = 0; i < json_length(ids) && filter->id_count < MENTIONS_MOST; i++)
        filter->ids[filter->id_count++] = json_id(json_at(ids, i));
}

/* Without a word about it everybody named may be pinged. */
static void apply_mentions(struct sim_message *message, const struct json_value *allowed)
{
    struct mention_filter *filter = &message->mentions;
    if (json_is_null(allowed)) {
        *filter = (struct mention_filter){0};
        return;
    }
    *filter =
        (struct mention_filter){.no_users = !parses(allowed, "users"), .no_roles = !parses(allowed, "roles")};
    allow_ids(filter, json_get(allowed, "users"));
    allow_ids(filter, json_get(allowed, "roles"));
}

void message_body_apply(struct sim_message *message, const struct json_value *body)
{
    const struct json_value *content = json_get(body, "content"), *embeds = json_get(body, "embeds"),
                            *components = json_get(body, "components"), *flags = json_get(body, "flags"),
                            *nonce = json_get(body, "nonce");
    if (content) {
        message_set(&message->content, json_text(content, ""));
        apply_mentions(message, json_get(body, "allowed_mentions"));
    }
    if (embeds)
        apply_embeds(message, embeds);
    if (components) {
        char *text = json_copy_text(components, PART_MOST);
        message_set(&message->components, text && json_is_array(components) ? text : "[]");
        free(text);
    }
    if (json_is_number(flags))
        message->flags = (uint32_t)json_int(flags, 0) | (message->flags & MESSAGE_EPHEMERAL);
    if (json_is_string(nonce))
        snprintf(message->nonce, sizeof(message->nonce), "%s", json_text(nonce, ""));
    else if (json_is_number(nonce))
        snprintf(message->nonce, sizeof(message->nonce), "%lld", (long long)json_int(nonce, 0));
}
