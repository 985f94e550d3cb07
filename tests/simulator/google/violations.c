/* The police's notebook. */
#include "violations.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void violations_add(struct violations *v, const char *code, const char *format, ...)
{
    if (v->count == VIOLATIONS_CAP) {
        v->dropped++;
        return;
    }
    struct violation *one = &v->list[v->count++];
    one->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(one->what, sizeof one->what, format, args);
    va_end(args);
    one->what[utf8_prefix(one->what, strlen(one->what), sizeof one->what - 1)] = '\0';
}

bool violations_has(const struct violations *v, const char *code, const char *what)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->list[i].code, code) == 0 && strcmp(v->list[i].what, what) == 0)
            return true;
    return false;
}

void violations_write(const struct violations *v, struct json_writer *w)
{
    jw_array(w);
    for (size_t i = 0; i < v->count; i++) {
        jw_object(w);
        jw_member_string(w, "code", v->list[i].code);
        jw_member_string(w, "what", v->list[i].what);
        jw_object_end(w);
    }
    jw_array_end(w);
}
