/* Limits of components. */
#include "message_components.h"

#include <stdio.h>
#include <string.h>

enum { ROW = 1, BUTTON = 2, STRING_SELECT = 3, TEXT_INPUT = 4, CHANNEL_SELECT = 8 };
enum { STYLE_LINK = 5, STYLE_PREMIUM = 6 };
enum { ROWS_MOST = 5, BUTTONS_MOST = 5, OPTIONS_MOST = 25, IDS_MOST = 40, V2_MOST = 40 };

/* What must not come twice, as it is met. */
struct seen {
    const char *texts[IDS_MOST];
    size_t count;
};

static bool is_new(struct seen *seen, const char *text)
{
    for (size_t i = 0; i < seen->count; i++)
        if (strcmp(seen->texts[i], text) == 0)
            return false;
    if (seen->count < IDS_MOST)
        seen->texts[seen->count++] = text;
    return true;
}

static int64_t type_of(const struct json_value *component)
{
    return json_int(json_get(component, "type"), 0);
}

static void check_button(struct complaints *wrong, const char *path, const struct json_value *button)
{
    int64_t style = json_int(json_get(button, "style"), 0);
    if (style < 1 || style > STYLE_PREMIUM)
        complain(wrong, path, "style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.");
    complain_text(wrong, path, button, "label", 0, 80);
    if (style == STYLE_LINK)
        complain_text(wrong, path, button, "url", 1, 512);
    if (style != STYLE_PREMIUM && json_is_null(json_get(button, "label")) &&
        json_is_null(json_get(button, "emoji")))
        complain(wrong, path, "", "BUTTON_COMPONENT_LABEL_REQUIRED",
                 "A button must have a label or an emoji");
}

static void check_options(struct complaints *wrong, const char *path, const struct json_value *select)
{
    struct seen values = {0};
    const struct json_value *options = json_get(select, "options");
    complain_list(wrong, path, select, "options", 1, OPTIONS_MOST);
    for (size_t i = 0; i < json_length(options); i++) {
        char place[COMPLAINT_PATH];
        snprintf(place, sizeof(place), "%.80s.options.%zu", path, i);
        complain_text(wrong, place, json_at(options, i), "label", 1, 100);
        complain_text(wrong, place, json_at(options, i), "value", 1, 100);
        complain_text(wrong, place, json_at(options, i), "description", 0, 100);
        if (!is_new(&values, json_text(json_get(json_at(options, i), "value"), "")))
            complain(wrong, place, "value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                     "The specified option value is already used");
    }
}

static void check_custom_id(struct complaints *wrong, const char *path, const struct json_value *component,
                            struct seen *ids)
{
    const char *id = json_text(json_get(component, "custom_id"), "");
    complain_text(wrong, path, component, "custom_id", 1, 100);
    if (id[0] && !is_new(ids, id))
        complain(wrong, path, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED",
                 "Component custom id cannot be duplicated");
}

static void check_component(struct complaints *wrong, const char *path, const struct json_value *component,
                            struct seen *ids)
{
    int64_t type = type_of(component);
    if (type < BUTTON || type > CHANNEL_SELECT || type == TEXT_INPUT) {
        complain(wrong, path, "type", "UNION_TYPE_CHOICES",
                 "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).");
        return;
    }
    if (type == BUTTON)
        check_button(wrong, path, component);
    else
        complain_text(wrong, path, component, "placeholder", 0, 150);
    if (type == STRING_SELECT)
        check_options(wrong, path, component);
    if (type != BUTTON || json_int(json_get(component, "style"), 0) < STYLE_LINK)
        check_custom_id(wrong, path, component, ids);
}

/* Up to five buttons, or one menu. */
static void check_row(struct complaints *wrong, const char *path, const struct json_value *row,
                      struct seen *ids)
{
    const struct json_value *inside = json_get(row, "components");
    bool holds_menu = false;
    for (size_t i = 0; i < json_length(inside); i++)
        holds_menu |= type_of(json_at(inside, i)) != BUTTON;
    complain_list(wrong, path, row, "components", 1, holds_menu ? 1 : BUTTONS_MOST);
    for (size_t i = 0; i < json_length(inside); i++) {
        char place[COMPLAINT_PATH];
        snprintf(place, sizeof(place), "%.60s.components.%zu", path, i);
        check_component(wrong, place, json_at(inside, i), ids);
    }
}

static void check_rows(struct complaints *wrong, const struct json_value *body)
{
    struct seen ids = {0};
    const struct json_value *rows = json_get(body, "components");
    complain_list(wrong, "", body, "components", 0, ROWS_MOST);
    for (size_t i = 0; i < json_length(rows); i++) {
        char path[COMPLAINT_PATH];
        snprintf(path, sizeof(path), "components.%zu", i);
        if (type_of(json_at(rows, i)) == ROW)
            check_row(wrong, path, json_at(rows, i), &ids);
        else
            complain(wrong, path, "type", "UNION_TYPE_CHOICES",
                     "Value of field \"type\" must be one of (1,).");
    }
}

static size_t count_all(const struct json_value *components)
{
    size_t count = json_length(components);
    for (size_t i = 0; i < json_length(components); i++)
        count += count_all(json_get(json_at(components, i), "components"));
    return count;
}

/* The newer layout is all that such a message holds; of its components only the number is looked at. */
static void check_layout(struct complaints *wrong, const struct json_value *body)
{
    static const char *const NOT_BESIDE[] = {"content", "embeds"};
    for (size_t i = 0; i < 2; i++) {
        const struct json_value *v = json_get(body, NOT_BESIDE[i]);
        if (json_text(v, "")[0] || json_length(v))
            complain(wrong, "", NOT_BESIDE[i], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                     "The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", NOT_BESIDE[i]);
    }
    if (count_all(json_get(body, "components")) > V2_MOST)
        complain(wrong, "", "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                 "The total number of components cannot exceed %d", V2_MOST);
}

void message_components_check(const struct json_value *body, struct complaints *wrong)
{
    if (json_int(json_get(body, "flags"), 0) & MESSAGE_IS_COMPONENTS_V2)
        check_layout(wrong, body);
    else
        check_rows(wrong, body);
}
