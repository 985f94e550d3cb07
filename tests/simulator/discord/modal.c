/* Forms and their answers. */
#include "modal.h"

#include <stdio.h>
#include <string.h>

enum component { COMPONENT_ROW = 1, COMPONENT_TEXT_INPUT = 4, COMPONENT_LABEL = 18 };
enum { TEXT_MOST = 4000 };

/* The input inside one of the form's components; NULL if there is none. */
static const struct json_value *input_of(const struct json_value *component)
{
    int64_t type = json_int(json_get(component, "type"), 0);
    if (type == COMPONENT_LABEL)
        return json_get(component, "component");
    return type == COMPONENT_ROW && json_length(json_get(component, "components")) == 1
               ? json_at(json_get(component, "components"), 0)
               : NULL;
}

static void check_input(struct complaints *wrong, const char *path, const struct json_value *component)
{
    const struct json_value *input = input_of(component);
    bool in_label = json_int(json_get(component, "type"), 0) == COMPONENT_LABEL;
    int64_t style = json_int(json_get(input, "style"), 0);
    char place[COMPLAINT_PATH];
    snprintf(place, sizeof(place), "%.80s.%s", path, in_label ? "component" : "components.0");
    if (json_int(json_get(input, "type"), 0) != COMPONENT_TEXT_INPUT) {
        complain(wrong, path, "type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
        return;
    }
    if (style != 1 && style != 2)
        complain(wrong, place, "style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
    complain_text(wrong, place, input, "custom_id", 1, 100);
    complain_text(wrong, in_label ? path : place, in_label ? component : input, "label", 1, 45);
    if (in_label)
        complain_text(wrong, path, component, "description", 0, 100);
    complain_number(wrong, place, input, "max_length", 1, TEXT_MOST);
    complain_number(wrong, place, input, "min_length", 0, TEXT_MOST);
    complain_text(wrong, place, input, "value", 0, TEXT_MOST);
    complain_text(wrong, place, input, "placeholder", 0, 100);
}

void modal_check(const struct json_value *data, struct complaints *wrong)
{
    const struct json_value *components = json_get(data, "components");
    complain_text(wrong, "", data, "title", 1, 45);
    complain_text(wrong, "", data, "custom_id", 1, 100);
    complain_list(wrong, "", data, "components", 1, 5);
    for (size_t i = 0; i < json_length(components); i++) {
        char path[COMPLAINT_PATH];
        snprintf(path, sizeof(path), "components.%zu", i);
        check_input(wrong, path, json_at(components, i));
    }
}

struct modal_input modal_first_input(const struct json_value *data)
{
    const struct json_value *component = json_at(json_get(data, "components"), 0);
    struct modal_input input = {.in_label = json_int(json_get(component, "type"), 0) == COMPONENT_LABEL};
    snprintf(input.custom_id, sizeof(input.custom_id), "%s",
             json_text(json_get(input_of(component), "custom_id"), "input"));
    return input;
}

static void write_input(struct json_writer *w, const char *custom_id, const char *text)
{
    jw_object(w);
    jw_member_int(w, "type", COMPONENT_TEXT_INPUT);
    jw_member_string(w, "custom_id", custom_id);
    jw_member_string(w, "value", text);
    jw_object_end(w);
}

void modal_write_answer(struct json_writer *w, const char *modal_id, const struct modal_input *input,
                        const char *text)
{
    jw_object(w);
    jw_member_string(w, "custom_id", modal_id);
    jw_key(w, "components");
    jw_array(w);
    jw_object(w);
    jw_member_int(w, "type", input->in_label ? COMPONENT_LABEL : COMPONENT_ROW);
    jw_key(w, input->in_label ? "component" : "components");
    if (!input->in_label)
        jw_array(w);
    write_input(w, input->custom_id, text);
    if (!input->in_label)
        jw_array_end(w);
    jw_object_end(w);
    jw_array_end(w);
    jw_object_end(w);
}
