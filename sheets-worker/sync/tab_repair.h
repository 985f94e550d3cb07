/* What a person must do so that the tab that holds the rows is there, with the names of the tabs that there
 * are. Pure. */
#ifndef VIGIE_TAB_REPAIR_H
#define VIGIE_TAB_REPAIR_H

#include "outcome.h"
#include "replies.h"

/* VALIDATION_SHEET_TITLE is `title`, which no tab bears. */
void tab_repair_missing(struct outcome *outcome, const char *title, const struct api_tabs *tabs);
/* The tab that held the rows was deleted; `title`: as it was called, NULL: not known. */
void tab_repair_gone(struct outcome *outcome, const char *title, const struct api_tabs *tabs);
/* The spreadsheet holds nothing but charts. */
void tab_repair_none(struct outcome *outcome);

#endif
