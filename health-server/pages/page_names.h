/* English for names that stand in French in other tables: alert rules, kinds of messages, tasks, ends of
 * incidents. Pure. */
#ifndef VIGIE_PAGE_NAMES_H
#define VIGIE_PAGE_NAMES_H

#include "language.h"

#include <stddef.h>

/* `french` itself for French, and where nobody has translated it. */
const char *page_name(enum language language, const char *french);

/* The English of the name that stands at `text`, and the bytes that it takes there; NULL: none does. */
const char *page_name_at(const char *text, size_t *ret_length);

#endif
