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

bool line_is_rendered(const char *line, size_t length)
{
    static const char FORM[] = "dddd-dd-ddTdd:dd:dd";
    if (length && line[0] == '{')
        return true;
    if (length < sizeof(FORM) - 1)
        return false;
    for (size_t i = 0; i < sizeof(FORM) - 1; i++) {
        bool digit = line[i] >= '0' && line[i] <= '9';
        if (FORM[i] == 'd' ? !digit : line[i] != FORM[i])
            return false;
    }
    return true;
}
