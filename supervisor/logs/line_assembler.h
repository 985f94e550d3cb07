/* Lines out of the bytes of one pipe, whatever the pieces. One assembler per pipe per instance, so that the
 * last words of a dead worker can never be glued to the first of its successor. Pure; embedded by its user,
 * needs no cleanup. */
#ifndef VIGIE_LINE_ASSEMBLER_H
#define VIGIE_LINE_ASSEMBLER_H

#include <stddef.h>

#define LINE_ASSEMBLER_MOST 8192 /* longer lines come in pieces */

enum line_end {
    LINE_WHOLE,
    LINE_GOES_ON, /* too long: the rest follows as the next line */
    LINE_TORN,    /* the writer died in the middle of it */
};

/* Without its newline, and without a carriage return before that. Lives during the call. */
typedef void line_assembler_on_line(void *ctx, const char *line, size_t length, enum line_end end);

struct line_assembler {
    size_t length;
    char bytes[LINE_ASSEMBLER_MOST];
};

static inline void line_assembler_init(struct line_assembler *a)
{
    a->length = 0;
}

void line_assembler_feed(struct line_assembler *a, const char *bytes, size_t length,
                         line_assembler_on_line *on_line, void *ctx);

/* The writer is gone. */
void line_assembler_end(struct line_assembler *a, line_assembler_on_line *on_line, void *ctx);

#endif
