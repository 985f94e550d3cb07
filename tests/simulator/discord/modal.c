/* Forms and their answers. */
#include "modal.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum component { COMPONENT_ROW = 1, COMPONENT_TEXT_INPUT = 4, COMPONENT_LABEL = 18 };

static size_t units(const struct json_value *text)
{
    const char *s = json_text(text, "");
    return utf8_utf16_units(s, strlen(s));
}

static bool is_within(const struct json_value *text, size_t least, size_t most)
{
    return units(text) >= least && units(text) <= most;
}

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

static const char *input_problem(const struct json_value *component)
{
    const struct json_value *input = input_of(component);
    bool in_label = json_int(json_get(component, "type"), 0) == COMPONENT_LABEL;
    int64_t style = json_int(json_get(input, "style"), 0);
    if (json_int(json_get(input, "type"), 0) != COMPONENT_TEXT_INPUT)
        return "components: a label or an action row with one text input";
    if (!is_within(json_get(input, "custom_id"), 1, 100))
        return "components: custom_id of 1 to 100 characters";
    if (style != 1 && style != 2)
        return "components: style of a text input is 1 or 2";
    if (!is_within(json_get(in_label ? component : input, "label"), 1, 45))
        return "components: label of 1 to 45 characters";
    if (json_int(json_get(input, "max_length"), 1) < 1 || json_int(json_get(input, "max_length"), 1) > 4000)
        return "components: max_length is 1 to 4000";
    if (units(json_get(input, "value")) > 4000 || units(json_get(input, "placeholder")) > 100)
        return "components: value up to 4000, placeholder up to 100 characters";
    return NULL;
}

const char *modal_problem(const struct json_value *data)
{
    const struct json_value *components = json_get(data, "components");
    if (!is_within(json_get(data, "title"), 1, 45))
        return "title: 1 to 45 characters";
    if (!is_within(json_get(data, "custom_id"), 1, 100))
        return "custom_id: 1 to 100 characters";
    if (json_length(components) < 1 || json_length(components) > 5)
        return "components: 1 to 5";
    for (size_t i = 0; i < json_length(components); i++) {
        const char *problem = input_problem(json_at(components, i));
        if (problem)
            return problem;
    }
    return NULL;
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
