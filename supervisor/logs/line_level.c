/* sd-daemon(3) line prefixes: one digit, 0 to 7. */
#include "line_level.h"

#define LEAD_LENGTH 3

bool line_level_take(const char **line, size_t *length, enum log_level *ret_level)
{
    const char *text = *line;
    if (*length < LEAD_LENGTH || text[0] != '<' || text[1] < '0' || text[1] > '7' || text[2] != '>')
        return false;
    *ret_level = log_level_of_priority(text[1] - '0');
    *line += LEAD_LENGTH;
    *length -= LEAD_LENGTH;
    return true;
}
