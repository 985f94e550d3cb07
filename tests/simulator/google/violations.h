/* What a careful client never does to a sheet, as far as the server can see it. Capped; violations_init needs
 * no end. */
#ifndef VIGIE_SIM_VIOLATIONS_H
#define VIGIE_SIM_VIOLATIONS_H

#include "json_writer.h"

#include <stdbool.h>
#include <stddef.h>

enum { VIOLATIONS_CAP = 200, VIOLATION_TEXT = 200 };

struct violations {
    struct violation {
        const char *code; /* a literal */
        char what[VIOLATION_TEXT];
    } list[VIOLATIONS_CAP];
    size_t count, dropped;
};

void violations_add(struct violations *v, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Was it written down already, word for word? */
bool violations_has(const struct violations *v, const char *code, const char *what);
/* [{"code","what"}] */
void violations_write(const struct violations *v, struct json_writer *w);

#endif
