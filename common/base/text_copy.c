/* A copy, or the end. */
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

char *text_copy(const char *text)
{
    return text ? text_copy_part(text, strlen(text)) : NULL;
}

char *text_copy_part(const char *text, size_t length)
{
    char *copy = strndup(text, length);
    if (!copy)
        abort();
    return copy;
}
