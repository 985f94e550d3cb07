/* A text, or a POSIX extended regular expression, looked for in the texts of cells. Pure.
 * text_search_close() after a good text_search_open(); `find` is borrowed until then. */
#ifndef VIGIE_SIM_TEXT_SEARCH_H
#define VIGIE_SIM_TEXT_SEARCH_H

#include "buffer.h"

#include <locale.h>
#include <regex.h>
#include <stdbool.h>

enum { TEXT_GROUPS = 10 }; /* $0 to $9 */

struct text_search {
    const char *find;
    bool match_case, by_regex;
    regex_t regex;
    locale_t letters; /* in which the expression reads UTF-8 */
};

/* Bytes of the text, half-open. */
struct text_match {
    size_t start, end;
    regmatch_t groups[TEXT_GROUPS]; /* of an expression */
};

/* False: no regular expression, or it is too big. */
bool text_search_open(struct text_search *s, const char *find, bool match_case, bool by_regex);
void text_search_close(struct text_search *s);
/* The first match that begins at byte `from` or later. */
bool text_search_next(const struct text_search *s, const char *text, size_t from, struct text_match *ret);
/* Where to look on: behind the match, one letter further when it was empty. */
size_t text_match_step(const char *text, const struct text_match *match);
/* Appends the replacement of a match; of an expression, $n is its group and a backslash takes the next byte
 * as it is. */
void text_search_expand(const struct text_search *s, const char *text, const struct text_match *match,
                        const char *replacement, struct buffer *out);

#endif
