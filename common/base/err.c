/* Names of the error kinds, and one sentence per error. */
#include "err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const KIND_TEXT[] = {
    [ERR_NONE] = "no error",
#define ERROR(kind, text) [ERR_##kind] = text,
#include "errors.def"
#undef ERROR
};

struct err err_system(const char *where)
{
    return err_make(ERR_SYSTEM, where, errno);
}

const char *err_describe(struct err e, char *text, size_t size)
{
    if (e.kind == ERR_SYSTEM)
        snprintf(text, size, "%s at %s: %s", KIND_TEXT[e.kind], e.where, strerror(e.code));
    else
        snprintf(text, size, "%s at %s (%d)", KIND_TEXT[e.kind], e.where, e.code);
    return text;
}
