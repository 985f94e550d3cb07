/* Looking up page_names.def. */
#include "page_names.h"

#include "array_len.h"

#include <string.h>

static const struct {
    const char *french, *english;
} ROWS[] = {
#define PAGE_NAME(french, english) {french, english},
#include "page_names.def"
#undef PAGE_NAME
};

const char *page_name(enum language language, const char *french)
{
    for (size_t i = 0; language == ENGLISH && i < ARRAY_LEN(ROWS); i++)
        if (strcmp(ROWS[i].french, french) == 0)
            return ROWS[i].english;
    return french;
}

const char *page_name_at(const char *text, size_t *ret_length)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        *ret_length = strlen(ROWS[i].french);
        if (strncmp(ROWS[i].french, text, *ret_length) == 0)
            return ROWS[i].english;
    }
    return NULL;
}
