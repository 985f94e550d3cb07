/* English for names that stand in French in other tables: alert rules, kinds of messages, tasks, ends of
 * incidents. Pure. */
#ifndef VIGIE_PAGE_NAMES_H
#define VIGIE_PAGE_NAMES_H

#include "language.h"

/* `french` itself for French, and where nobody has translated it. */
const char *page_name(enum language language, const char *french);

#endif
