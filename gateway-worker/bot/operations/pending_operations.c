/* Keeps the list, and writes and reads it as JSON. */
#include "pending_operations.h"

#include "array_len.h"

#include <string.h>

static const struct {
    const char *name;
    bool with_interaction;
} KINDS[PENDING_KINDS] = {
#define PENDING(kind, with_interaction) {#kind, with_interaction},
#include "pending_kinds.def"
#undef PENDING
};

void pending_add(struct pending_list *list, struct pending *pending)
{
    pending->next = NULL;
    pending->before = list->last;
    if (list->last)
        list->last->next = pending;
    else
        list->first = pending;
    list->last = pending;
    pending->is_listed = true;
    list->added++;
    if (list->on_change)
        list->on_change(list->ctx);
}

void pending_remove(struct pending_list *list, struct pending *pending)
{
    if (!pending->is_listed)
        return;
    if (pending->before)
        pending->before->next = pending->next;
    else
        list->first = pending->next;
    if (pending->next)
        pending->next->before = pending->before;
    else
        list->last = pending->before;
    pending->is_listed = false;
    if (list->on_change)
        list->on_change(list->ctx);
}

static void write_entry(const struct pending *pending, struct json_writer *w)
{
    jw_object(w);
    jw_member_string(w, "kind", KINDS[pending->kind].name);
    if (KINDS[pending->kind].with_interaction) {
        jw_key(w, "interaction");
        interaction_write(pending->interaction, w);
    } else {
        jw_member_id(w, "channel", pending->channel_id);
        jw_member_id(w, "message", pending->message_id);
    }
    jw_object_end(w);
}

/* Whole, or not at all. */
static bool write_within(const struct pending *pending, struct json_writer *w, size_t end)
{
    struct json_writer before = *w;
    size_t length = w->out->length;
    write_entry(pending, w);
    if (!w->out->failed && w->out->length <= end)
        return true;
    w->out->failed = false;
    buffer_truncate(w->out, length);
    *w = before;
    return false;
}

size_t pending_write(const struct pending_list *list, struct json_writer *w, size_t most_bytes)
{
    size_t end = w->out->length + most_bytes - (most_bytes ? 1 : 0), left_out = 0;
    jw_array(w);
    for (const struct pending *pending = list->first; pending; pending = pending->next)
        left_out += !write_within(pending, w, end);
    jw_array_end(w);
    return left_out;
}

static bool kind_named(const char *name, enum pending_kind *ret_kind)
{
    for (size_t i = 0; i < ARRAY_LEN(KINDS); i++)
        if (strcmp(KINDS[i].name, name) == 0) {
            *ret_kind = (enum pending_kind)i;
            return true;
        }
    return false;
}

void pending_read(const struct json_value *array,
                  void (*each)(void *ctx, const struct pending *pending, struct interaction *interaction),
                  void *ctx)
{
    for (size_t i = 0; i < json_length(array); i++) {
        const struct json_value *entry = json_at(array, i);
        struct interaction interaction = {.id = 0};
        struct pending pending = {
            .channel_id = json_id(json_get(entry, "channel")),
            .message_id = json_id(json_get(entry, "message")),
        };
        if (!kind_named(json_text(json_get(entry, "kind"), ""), &pending.kind))
            continue;
        if (KINDS[pending.kind].with_interaction
                ? err_is(interaction_restore(&interaction, json_get(entry, "interaction")))
                : !pending.channel_id)
            continue;
        each(ctx, &pending, &interaction);
    }
}
