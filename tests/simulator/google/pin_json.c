/* DeveloperMetadata and DeveloperMetadataLookup. */
#include "pin_json.h"

#include "text_copy.h"

#include <string.h>

static const char *const places[] = {
    [PIN_BOOK] = "SPREADSHEET", [PIN_SHEET] = "SHEET", [PIN_ROW] = "ROW", [PIN_COLUMN] = "COLUMN"};

/* NULL, or what is wrong with the location. */
static const char *read_location(const struct json_value *v, struct pin *ret)
{
    const struct json_value *range = json_get(v, "dimensionRange");
    ret->sheet_id = (int32_t)json_int(json_get(v, "sheetId"), 0);
    if (json_is_object(range)) {
        int64_t first = json_int(json_get(range, "startIndex"), 0),
                end = json_int(json_get(range, "endIndex"), first);
        const char *dimension = json_text(json_get(range, "dimension"), "");
        ret->place = strcmp(dimension, "COLUMNS") == 0 ? PIN_COLUMN : PIN_ROW;
        ret->sheet_id = (int32_t)json_int(json_get(range, "sheetId"), 0);
        ret->first = (uint32_t)first;
        ret->end = (uint32_t)end;
        if (first < 0 || end != first + 1 || end > INT32_MAX)
            return "The dimension range must be a single row or column.";
    } else if (json_bool(json_get(v, "spreadsheet"), false)) {
        ret->place = PIN_BOOK;
    } else if (!json_is_null(json_get(v, "sheetId"))) {
        ret->place = PIN_SHEET;
    } else {
        return "The location of the developer metadata must be specified.";
    }
    return NULL;
}

static char *copy_of(const struct json_value *v, const char *name)
{
    const char *text = json_text(json_get(v, name), NULL);
    return text_copy(text);
}

const char *pin_read(const struct json_value *v, struct pin *ret)
{
    *ret = (struct pin){.id = (int32_t)json_int(json_get(v, "metadataId"), -1)};
    const char *visibility = json_text(json_get(v, "visibility"), "");
    const char *wrong = read_location(json_get(v, "location"), ret);
    ret->for_project = strcmp(visibility, "PROJECT") == 0;
    if (!json_text(json_get(v, "metadataKey"), "")[0])
        return "The key of the developer metadata must be specified.";
    if (!ret->for_project && strcmp(visibility, "DOCUMENT") != 0)
        return "The visibility of the developer metadata must be specified.";
    if (wrong)
        return wrong;
    ret->key = copy_of(v, "metadataKey");
    ret->value = copy_of(v, "metadataValue");
    return NULL;
}

static void write_location(const struct pin *pin, struct json_writer *w)
{
    bool rows = pin->place == PIN_ROW;
    jw_object(w);
    jw_member_string(w, "locationType", places[pin->place]);
    if (pin->place == PIN_BOOK)
        jw_member_bool(w, "spreadsheet", true);
    else if (pin->place == PIN_SHEET)
        jw_member_int(w, "sheetId", pin->sheet_id);
    else {
        jw_key(w, "dimensionRange");
        jw_object(w);
        jw_member_int(w, "sheetId", pin->sheet_id);
        jw_member_string(w, "dimension", rows ? "ROWS" : "COLUMNS");
        jw_member_int(w, "startIndex", pin->first);
        jw_member_int(w, "endIndex", pin->end);
        jw_object_end(w);
    }
    jw_object_end(w);
}

void pin_write(const struct pin *pin, struct json_writer *w)
{
    jw_object(w);
    jw_member_int(w, "metadataId", pin->id);
    jw_member_string(w, "metadataKey", pin->key);
    if (pin->value)
        jw_member_string(w, "metadataValue", pin->value);
    jw_key(w, "location");
    write_location(pin, w);
    jw_member_string(w, "visibility", pin->for_project ? "PROJECT" : "DOCUMENT");
    jw_object_end(w);
}

static bool is_or_any(const struct json_value *lookup, const char *name, const char *text)
{
    const char *wanted = json_text(json_get(lookup, name), NULL);
    return !wanted || strcmp(wanted, text) == 0;
}

bool pin_matches(const struct pin *pin, const struct json_value *lookup)
{
    struct pin place = {0};
    const struct json_value *location = json_get(lookup, "metadataLocation");
    if (json_int(json_get(lookup, "metadataId"), pin->id) != pin->id ||
        !is_or_any(lookup, "metadataKey", pin->key) ||
        !is_or_any(lookup, "metadataValue", pin->value ? pin->value : "") ||
        !is_or_any(lookup, "visibility", pin->for_project ? "PROJECT" : "DOCUMENT") ||
        !is_or_any(lookup, "locationType", places[pin->place]))
        return false;
    if (json_is_null(location))
        return true;
    bool dimension = pin->place == PIN_ROW || pin->place == PIN_COLUMN;
    return !read_location(location, &place) && place.place == pin->place && place.sheet_id == pin->sheet_id &&
           (!dimension || (place.first == pin->first && place.end == pin->end));
}
