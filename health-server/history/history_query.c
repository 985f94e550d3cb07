/* One parameter. */
#include "history_query.h"

#include <string.h>

#define HOURS        "hours"
#define DIGITS_MAX   3
#define HOURS_OF_30S 6
#define HOURS_OF_5M  48

static bool read_number(const char *text, size_t length, unsigned *ret_number)
{
    unsigned number = 0;
    if (length == 0 || length > DIGITS_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *ret_number = number;
    return number >= 1 && number <= HISTORY_HOURS_MAX;
}

/* "hours=24" → "24"; NULL: a parameter of another name. "hours" alone has an empty value. */
static const char *value_of(const char *parameter, size_t length, size_t *ret_length)
{
    const char *equals = memchr(parameter, '=', length);
    size_t name = equals ? (size_t)(equals - parameter) : length;
    if (name != strlen(HOURS) || memcmp(parameter, HOURS, name) != 0)
        return NULL;
    *ret_length = equals ? length - name - 1 : 0;
    return equals ? equals + 1 : parameter + length;
}

bool history_hours_read(const char *query, size_t length, unsigned *ret_hours)
{
    unsigned hours = HISTORY_HOURS_DEFAULT, named = 0;
    for (size_t at = 0; query && at < length;) {
        const char *end = memchr(query + at, '&', length - at);
        size_t part = end ? (size_t)(end - (query + at)) : length - at, digits;
        const char *value = value_of(query + at, part, &digits);
        if (value && (++named > 1 || !read_number(value, digits, &hours)))
            return false;
        at += part + 1;
    }
    *ret_hours = hours;
    return true;
}

enum history_width history_width_for(unsigned hours)
{
    return hours <= HOURS_OF_30S ? HISTORY_30_S : hours <= HOURS_OF_5M ? HISTORY_5_MIN : HISTORY_1_HOUR;
}
