/* Limits of a message's parts, and taking them over. */
#include "message_body.h"

#include "array_len.h"
#include "json_copy.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_MOST (128 * 1024) /* bytes of embeds or components kept as JSON text */

static size_t units(const struct json_value *text)
{
    const char *s = json_text(text, "");
    return utf8_utf16_units(s, strlen(s));
}

static const struct text_limit {
    const char *path;
    size_t most;
    const char *problem;
} EMBED_LIMITS[] =
    {
        {"title", 256, "embeds: title over 256 characters"},
        {"description", 4096, "embeds: description over 4096 characters"},
        {"footer.text", 2048, "embeds: footer over 2048 characters"},
        {"author.name", 256, "embeds: author over 256 characters"},
},
  FIELD_LIMITS[] = {
      {"name", 256, "embeds: field name over 256 characters"},
      {"value", 1024, "embeds: field value over 1024 characters"},
};

static const char *text_problem(const struct json_value *object, const struct text_limit *limits,
                                size_t count, size_t *total)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = units(json_find(object, limits[i].path));
        *total += length;
        if (length > limits[i].most)
            return limits[i].problem;
    }
    return NULL;
}

static const char *embeds_problem(const struct json_value *embeds)
{
    size_t total = 0;
    if (json_length(embeds) > 10)
        return "embeds: more than 10";
    for (size_t i = 0; i < json_length(embeds); i++) {
        const struct json_value *embed = json_at(embeds, i), *fields = json_get(embed, "fields");
        const char *problem = text_problem(embed, EMBED_LIMITS, ARRAY_LEN(EMBED_LIMITS), &total);
        if (!problem && json_length(fields) > 25)
            problem = "embeds: more than 25 fields";
        for (size_t f = 0; !problem && f < json_length(fields); f++) {
            const struct json_value *field = json_at(fields, f);
            problem = text_problem(field, FIELD_LIMITS, ARRAY_LEN(FIELD_LIMITS), &total);
            if (!problem && (!units(json_get(field, "name")) || !units(json_get(field, "value"))))
                problem = "embeds: field name and value are required";
        }
        if (problem)
            return problem;
    }
    return total > 6000 ? "embeds: more than 6000 characters in all" : NULL;
}

static const char *component_problem(const struct json_value *component)
{
    int64_t type = json_int(json_get(component, "type"), 0),
            style = json_int(json_get(component, "style"), 0);
    size_t id_length = units(json_get(component, "custom_id"));
    if (type < 2 || type > 8)
        return "components: unknown type inside an action row";
    if (id_length > 100)
        return "components: custom_id over 100 characters";
    if (type == 2 && (style < 1 || style > 6))
        return "components: style of a button is 1 to 6";
    if (units(json_get(component, "label")) > 80)
        return "components: label over 80 characters";
    if (id_length == 0 && !(type == 2 && style >= 5))
        return "components: custom_id is required";
    return NULL;
}

static const char *components_problem(const struct json_value *rows)
{
    if (json_length(rows) > 5)
        return "components: more than 5 rows";
    for (size_t i = 0; i < json_length(rows); i++) {
        const struct json_value *row = json_at(rows, i), *inside = json_get(row, "components");
        if (json_int(json_get(row, "type"), 0) != 1)
            return "components: only action rows may stand at the top";
        if (json_length(inside) < 1 || json_length(inside) > 5)
            return "components: an action row holds 1 to 5";
        for (size_t c = 0; c < json_length(inside); c++) {
            const char *problem = component_problem(json_at(inside, c));
            if (problem)
                return problem;
        }
    }
    return NULL;
}

const char *message_body_problem(const struct json_value *body)
{
    const struct json_value *nonce = json_get(body, "nonce");
    if (units(json_get(body, "content")) > 2000)
        return "content: Must be 2000 or fewer in length.";
    if (!json_is_null(nonce) && units(nonce) > 25)
        return "nonce: Must be 25 or fewer in length.";
    const char *problem = embeds_problem(json_get(body, "embeds"));
    return problem ? problem : components_problem(json_get(body, "components"));
}

bool message_body_is_empty(const struct json_value *body)
{
    return units(json_get(body, "content")) == 0 && json_length(json_get(body, "embeds")) == 0 &&
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

void message_body_apply(struct sim_message *message, const struct json_value *body)
{
    const struct json_value *content = json_get(body, "content"), *embeds = json_get(body, "embeds"),
                            *components = json_get(body, "components"), *flags = json_get(body, "flags"),
                            *nonce = json_get(body, "nonce");
    if (content)
        message_set(&message->content, json_text(content, ""));
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
