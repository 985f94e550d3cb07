/* What the courier tells the operator about the sheet itself. */
#ifndef VIGIE_SAYINGS_H
#define VIGIE_SAYINGS_H

#include "journal.h"
#include "row_map.h"

/* Duplicates and retyped ids, each when their number changed since `before`. */
void say_survey(const struct map_survey *before, const struct map_survey *now);
void say_tab_created(const char *title);
void say_tab_renamed(const char *title);
void say_healed(size_t rows);
void say_dead_letter(const struct waiting_row *culprit, const char *reason);

#endif
