/* Names of the error kinds, and one sentence per error. */
#include "err.h"

#include "array_len.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

static const struct {
    enum err_kind kind;
    const char *where;
    int code;
    const char *french;
} WORDS[] = {
#define ERROR_WORDS(kind, where, code, french, english) {ERR_##kind, where, code, french},
#include "error_words.def"
#undef ERROR_WORDS
};

const char *err_words(struct err e)
{
    int number = e.kind == ERR_LOOP ? abs(e.code) : e.code;
    for (size_t i = 0; err_is(e) && i < ARRAY_LEN(WORDS); i++)
        if (WORDS[i].kind == e.kind && strncmp(e.where, WORDS[i].where, strlen(WORDS[i].where)) == 0 &&
            (!WORDS[i].code || WORDS[i].code == number))
            return WORDS[i].french;
    return "";
}
