/* Collected problems, and their tree. */
#include "complaints.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void join(char *path, size_t size, const char *part)
{
    size_t length = strlen(path);
    snprintf(path + length, size - length, "%s%s", length && part[0] ? "." : "", part);
}

void complain(struct complaints *wrong, const char *path, const char *name, const char *code,
              const char *format, ...)
{
    if (wrong->count == COMPLAINTS_KEPT)
        return;
    struct complaint *problem = &wrong->problems[wrong->count++];
    *problem = (struct complaint){.code = code};
    join(problem->path, sizeof(problem->path), wrong->prefix ? wrong->prefix : "");
    join(problem->path, sizeof(problem->path), path);
    join(problem->path, sizeof(problem->path), name);
    va_list args;
    va_start(args, format);
    vsnprintf(problem->message, sizeof(problem->message), format, args);
    va_end(args);
}

static void refuse_size(struct complaints *wrong, const char *path, const char *name, size_t least,
                        size_t most)
{
    if (least)
        complain(wrong, path, name, "BASE_TYPE_BAD_LENGTH", "Must be between %zu and %zu in length.", least,
                 most);
    else
        complain(wrong, path, name, "BASE_TYPE_MAX_LENGTH", "Must be %zu or fewer in length.", most);
}

size_t complain_text(struct complaints *wrong, const char *path, const struct json_value *object,
                     const char *name, size_t least, size_t most)
{
    const struct json_value *v = json_get(object, name);
    const char *text = json_text(v, "");
    size_t length = utf8_utf16_units(text, strlen(text));
    if (least && json_is_null(v))
        complain(wrong, path, name, "BASE_TYPE_REQUIRED", "This field is required");
    else if (length < least || length > most)
        refuse_size(wrong, path, name, least, most);
    return length;
}

void complain_list(struct complaints *wrong, const char *path, const struct json_value *object,
                   const char *name, size_t least, size_t most)
{
    const struct json_value *list = json_get(object, name);
    if (least && json_is_null(list))
        complain(wrong, path, name, "BASE_TYPE_REQUIRED", "This field is required");
    else if (json_length(list) < least || json_length(list) > most)
        refuse_size(wrong, path, name, least, most);
}

void complain_number(struct complaints *wrong, const char *path, const struct json_value *object,
                     const char *name, int64_t least, int64_t most)
{
    int64_t number = json_int(json_get(object, name), least);
    if (number < least || number > most)
        complain(wrong, path, name, "NUMBER_TYPE_RANGE", "int value should be between %lld and %lld.",
                 (long long)least, (long long)most);
}

/* ---- The tree: problems of one place and of the places below it. */

static bool is_below(const struct complaint *problem, const char *path)
{
    size_t length = strlen(path);
    return length == 0 || (strncmp(problem->path, path, length) == 0 &&
                           (problem->path[length] == '.' || !problem->path[length]));
}

static void write_here(const struct complaints *wrong, struct json_writer *w, const char *path)
{
    bool any = false;
    for (size_t i = 0; i < wrong->count; i++) {
        if (strcmp(wrong->problems[i].path, path) != 0)
            continue;
        if (!any) {
            jw_key(w, "_errors");
            jw_array(w);
        }
        any = true;
        jw_object(w);
        jw_member_string(w, "code", wrong->problems[i].code);
        jw_member_string(w, "message", wrong->problems[i].message);
        jw_object_end(w);
    }
    if (any)
        jw_array_end(w);
}

/* The path of the next part below `path` that `problem` stands in; false if it stands at `path` itself. */
static bool next_part(const struct complaint *problem, const char *path, char child[COMPLAINT_PATH])
{
    size_t length = strlen(path), begin = length ? length + 1 : 0;
    if (!problem->path[length] || !is_below(problem, path))
        return false;
    size_t part = strcspn(problem->path + begin, ".");
    snprintf(child, COMPLAINT_PATH, "%.*s", (int)(begin + part), problem->path);
    return true;
}

static void write_level(const struct complaints *wrong, struct json_writer *w, const char *path)
{
    write_here(wrong, w, path);
    for (size_t i = 0; i < wrong->count; i++) {
        char child[COMPLAINT_PATH], earlier[COMPLAINT_PATH];
        if (!next_part(&wrong->problems[i], path, child))
            continue;
        bool written = false;
        for (size_t j = 0; j < i; j++)
            written |= next_part(&wrong->problems[j], path, earlier) && strcmp(earlier, child) == 0;
        if (written)
            continue;
        jw_key(w, child + (path[0] ? strlen(path) + 1 : 0));
        jw_object(w);
        write_level(wrong, w, child);
        jw_object_end(w);
    }
}

void complaints_write(const struct complaints *wrong, struct json_writer *w)
{
    jw_object(w);
    jw_member_string(w, "message", "Invalid Form Body");
    jw_member_int(w, "code", 50035);
    jw_key(w, "errors");
    jw_object(w);
    write_level(wrong, w, "");
    jw_object_end(w);
    jw_object_end(w);
}
