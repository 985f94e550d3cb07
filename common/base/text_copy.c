/* A copy, or the end. */
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

char *text_copy(const char *text)
{
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy)
        abort();
    return copy;
}
