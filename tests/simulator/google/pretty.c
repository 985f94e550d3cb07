/* Pretty-printing of compact JSON. */
#include "pretty.h"

#include <stdbool.h>

static void new_line(struct buffer *out, unsigned depth)
{
    buffer_char(out, '\n');
    for (unsigned i = 0; i < depth; i++)
        buffer_text(out, "  ");
}

/* Bytes of the string that starts at `text`, its quotes included. */
static size_t string_length(const char *text, size_t length)
{
    size_t i = 1;
    while (i < length && text[i] != '"')
        i += text[i] == '\\' ? 2 : 1;
    return i < length ? i + 1 : length;
}

void pretty_print(const char *compact, size_t length, struct buffer *out)
{
    unsigned depth = 0;
    for (size_t i = 0; i < length; i++) {
        char c = compact[i];
        bool closes_empty =
            i + 1 < length && ((c == '{' && compact[i + 1] == '}') || (c == '[' && compact[i + 1] == ']'));
        if (closes_empty) {
            buffer_append(out, compact + i++, 2);
        } else if (c == '"') {
            size_t n = string_length(compact + i, length - i);
            buffer_append(out, compact + i, n);
            i += n - 1;
        } else if (c == '{' || c == '[') {
            buffer_char(out, c);
            new_line(out, ++depth);
        } else if (c == '}' || c == ']') {
            new_line(out, depth ? --depth : 0);
            buffer_char(out, c);
        } else if (c == ',') {
            buffer_char(out, c);
            new_line(out, depth);
        } else {
            buffer_char(out, c);
            if (c == ':')
                buffer_char(out, ' ');
        }
    }
    buffer_char(out, '\n');
}
