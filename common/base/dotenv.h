/* A `.env` file, as the usual loaders read it: KEY=value, `export KEY=value`, # comments, '…' taken as it is,
 * "…" with \n \r \t \" \\ escapes, quoted values over several lines, and an unquoted { … } over several
 * lines, because a pasted JSON key looks so. BOM and CRLF are forgiven. Pure. */
#ifndef VIGIE_DOTENV_H
#define VIGIE_DOTENV_H

#include <stddef.h>

struct dotenv_handlers {
    void (*value)(void *ctx, const char *key, const char *value);
    /* `line` counts from 1; `problem` is French and never quotes the file's contents. */
    void (*problem)(void *ctx, int line, const char *problem);
};

void dotenv_parse(const char *text, size_t length, const struct dotenv_handlers *handlers, void *ctx);

#endif
