/* Titles as they are, in small letters, and as people see them. */
#include "tab_title.h"

#include "letters.h"

#include <string.h>

#define TITLE_BYTES_MAX 4096

static bool same_by(void (*fold)(struct buffer *out, const char *text), const char *a, const char *b)
{
    struct buffer of_a, of_b;
    buffer_init(&of_a, TITLE_BYTES_MAX);
    buffer_init(&of_b, TITLE_BYTES_MAX);
    fold(&of_a, a);
    fold(&of_b, b);
    bool same = !of_a.failed && !of_b.failed && strcmp(buffer_string(&of_a), buffer_string(&of_b)) == 0;
    buffer_free(&of_a);
    buffer_free(&of_b);
    return same;
}

enum title_match title_match(const char *wished, const char *borne)
{
    if (strcmp(wished, borne) == 0)
        return TITLE_SAME;
    if (same_by(letters_small, wished, borne))
        return TITLE_IS_GOOGLES;
    return same_by(letters_plain, wished, borne) ? TITLE_LOOKS_ALIKE : TITLE_DIFFERS;
}
