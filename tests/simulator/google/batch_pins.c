/* createDeveloperMetadata, updateDeveloperMetadata, deleteDeveloperMetadata; and two calls of their own: the
 * search, and the look at one. */
#include "batch.h"

#include "data_filter.h"
#include "fields.h"
#include "metadata.h"
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

/* The same call, with the copy of the book that the batch works on. */
static struct sheets_call on_copy(const struct batch *b)
{
    struct sheets_call call = *b->call;
    call.editor = &b->editor;
    return call;
}

static bool takes_any(const struct sheets_call *call, const struct json_value *filters, const struct pin *pin)
{
    for (size_t i = 0; i < json_length(filters); i++)
        if (data_filter_takes(call, json_at(filters, i), pin))
            return true;
    return false;
}

static int32_t free_id(const struct batch *b)
{
    int32_t id = (int32_t)(b->call->random & 0x7fffffff);
    while (pins_by_id(&b->editor.book->pins, id))
        id = (int32_t)(((uint32_t)id + 1) & 0x7fffffff);
    return id;
}

/* The tab and the row or column that it is to be pinned to are there. */
static bool place_exists(const struct batch *b, const struct pin *pin)
{
    const struct grid *g = workbook_by_id(b->editor.book, pin->sheet_id);
    if (pin->place == PIN_BOOK)
        return true;
    if (!g)
        return batch_refuse(b, "No grid with id: %d", pin->sheet_id);
    if (pin->end > (pin->place == PIN_ROW ? g->rows : g->columns))
        return batch_refuse(b, "The dimension range exceeds the grid limits. Max rows: %u, max columns: %u",
                            g->rows, g->columns);
    return true;
}

bool batch_create_pin(struct batch *b, const struct json_value *args)
{
    struct pin pin;
    struct pins *pins = &b->editor.book->pins;
    const char *wrong = pin_read(json_get(args, "developerMetadata"), &pin);
    if (wrong)
        return batch_refuse(b, "%s", wrong);
    if (pin.id < 0)
        pin.id = free_id(b);
    if (pins_by_id(pins, pin.id) || !place_exists(b, &pin)) {
        if (!reply_refused(b->call->reply))
            batch_refuse(b, "Developer metadata with ID %d already exists.", pin.id);
        pin_free(&pin);
        return false;
    }
    if (!pins_add(pins, pin))
        return batch_refuse(b, "The developer metadata of the spreadsheet exceed the limit of %d.",
                            PINS_MOST);
    jw_key(b->reply, "createDeveloperMetadata");
    jw_object(b->reply);
    jw_key(b->reply, "developerMetadata");
    pin_write(&pins->list[pins->count - 1], b->reply);
    jw_object_end(b->reply);
    return true;
}

static void replace_text(char **text, const struct json_value *v, const char *name)
{
    const char *fresh = json_text(json_get(v, name), NULL);
    free(*text);
    *text = text_copy(fresh);
}

bool batch_update_pins(struct batch *b, const struct json_value *args)
{
    struct fields f;
    struct pins *pins = &b->editor.book->pins;
    const struct json_value *v = json_get(args, "developerMetadata"),
                            *filters = json_get(args, "dataFilters");
    struct sheets_call call = on_copy(b);
    if (!fields_parse(json_text(json_get(args, "fields"), ""), &f))
        return batch_refuse(
            b, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
    jw_key(b->reply, "updateDeveloperMetadata");
    jw_object(b->reply);
    jw_key(b->reply, "developerMetadata");
    jw_array(b->reply);
    for (size_t i = 0; i < pins->count; i++) {
        struct pin *pin = &pins->list[i];
        if (!takes_any(&call, filters, pin))
            continue;
        if (fields_touch(&f, "metadataKey") && json_text(json_get(v, "metadataKey"), NULL))
            replace_text(&pin->key, v, "metadataKey");
        if (fields_touch(&f, "metadataValue"))
            replace_text(&pin->value, v, "metadataValue");
        if (fields_touch(&f, "visibility"))
            pin->for_project = strcmp(json_text(json_get(v, "visibility"), ""), "PROJECT") == 0;
        pin_write(pin, b->reply);
    }
    jw_array_end(b->reply);
    jw_object_end(b->reply);
    return !reply_refused(b->call->reply);
}

bool batch_delete_pins(struct batch *b, const struct json_value *args)
{
    struct pins *pins = &b->editor.book->pins;
    struct sheets_call call = on_copy(b);
    jw_key(b->reply, "deleteDeveloperMetadata");
    jw_object(b->reply);
    jw_key(b->reply, "deletedDeveloperMetadata");
    jw_array(b->reply);
    for (size_t i = 0; i < pins->count;) {
        if (data_filter_takes(&call, json_get(args, "dataFilter"), &pins->list[i])) {
            pin_write(&pins->list[i], b->reply);
            pins_remove(pins, i);
        } else {
            i++;
        }
    }
    jw_array_end(b->reply);
    jw_object_end(b->reply);
    return !reply_refused(b->call->reply);
}

void metadata_search(const struct sheets_call *call, const struct json_value *body)
{
    const struct pins *pins = &call->editor->book->pins;
    const struct json_value *filters = json_get(body, "dataFilters");
    struct json_writer w = json_writer(&call->reply->body);
    size_t found = 0;
    if (!values_knows(call, body, "", "dataFilters"))
        return;
    jw_object(&w);
    for (size_t i = 0; i < pins->count; i++) {
        bool takes = takes_any(call, filters, &pins->list[i]);
        if (reply_refused(call->reply))
            return;
        if (!takes)
            continue;
        if (found++ == 0) {
            jw_key(&w, "matchedDeveloperMetadata");
            jw_array(&w);
        }
        jw_object(&w);
        jw_key(&w, "developerMetadata");
        pin_write(&pins->list[i], &w);
        jw_key(&w, "dataFilters");
        fields_copy(filters, &w);
        jw_object_end(&w);
    }
    if (found)
        jw_array_end(&w);
    jw_object_end(&w);
}

void metadata_get_pin(const struct sheets_call *call, const char *id)
{
    char *end;
    long number = strtol(id, &end, 10);
    const struct pin *pin = NULL;
    if (end != id && !*end && number >= 0 && number <= INT32_MAX)
        pin = pins_by_id(&call->editor->book->pins, (int32_t)number);
    if (!pin) {
        reply_refuse_usual(call->reply, 404, false);
        return;
    }
    struct json_writer w = json_writer(&call->reply->body);
    pin_write(pin, &w);
}
