/* Newlines, counted backwards. */
#include "last_lines.h"

bool last_lines(const char *chunk, size_t length, size_t *lines, size_t *ret_at)
{
    for (size_t i = length; i > 0; i--)
        if (chunk[i - 1] == '\n' && --*lines == 0) {
            *ret_at = i;
            return true;
        }
    return false;
}
