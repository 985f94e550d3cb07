/* Cuts a stream at newlines, and where a line is too long between two characters. */
#include "line_assembler.h"

#include "utf8.h"

#include <string.h>

static void hand_on(struct line_assembler *a, size_t length, enum line_end end,
                    line_assembler_on_line *on_line, void *ctx)
{
    size_t shown = length;
    if (end == LINE_WHOLE && shown && a->bytes[shown - 1] == '\r')
        shown--;
    if (shown || end == LINE_WHOLE)
        on_line(ctx, a->bytes, shown, end);
    a->length -= length;
    memmove(a->bytes, a->bytes + length, a->length);
}

void line_assembler_feed(struct line_assembler *a, const char *bytes, size_t length,
                         line_assembler_on_line *on_line, void *ctx)
{
    while (length) {
        const char *newline = memchr(bytes, '\n', length);
        size_t piece = newline ? (size_t)(newline - bytes) : length;
        size_t room = sizeof(a->bytes) - a->length;
        size_t taken = piece < room ? piece : room;
        memcpy(a->bytes + a->length, bytes, taken);
        a->length += taken;
        bytes += taken;
        length -= taken;
        if (taken < piece) {
            size_t whole = utf8_prefix(a->bytes, a->length, a->length - 4);
            hand_on(a, whole ? whole : a->length, LINE_GOES_ON, on_line, ctx);
        } else if (newline) {
            hand_on(a, a->length, LINE_WHOLE, on_line, ctx);
            bytes++;
            length--;
        }
    }
}

void line_assembler_end(struct line_assembler *a, line_assembler_on_line *on_line, void *ctx)
{
    if (a->length)
        hand_on(a, a->length, LINE_TORN, on_line, ctx);
}
