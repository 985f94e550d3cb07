/* The tab that holds the rows: which one it is, and what must happen before it can be used. Pure.
 * Once found it is followed by its id, for people rename tabs, and no other takes its place when it is
 * deleted.
 *
 * How Google takes titles, as far as it is known: case does not count, "Fiches" and "fiches" cannot be two
 * tabs of one spreadsheet, in the browser or by the API, and a range finds either
 * (github.com/socialpoint-labs/sheetfu/pull/26, github.com/appsmithorg/appsmith/issues/5293); blanks at an
 * end are kept and count (github.com/roapi/roapi/issues/261, github.com/appsmithorg/appsmith/issues/10502).
 * Of composed and decomposed accents nothing was found, so that both may stand side by side. A setting loses
 * its outer blanks before it comes here, and people see neither these nor how an accent is made: a tab that
 * differs in such only is meant too, where there is but one. */
#ifndef VIGIE_TAB_H
#define VIGIE_TAB_H

#include "replies.h"

struct tab {
    const char *wished_title; /* VALIDATION_SHEET_TITLE, NULL: the first tab; borrowed */
    char *title;              /* as it was last called, NULL: not seen by this process */
    int64_t sheet_id;         /* -1: never found */
    bool ready;               /* title, id and width are as just seen */
    bool replaced; /* the one that was known is gone, and another one bears the name; until its user clears it
                    */
};

enum tab_look {
    TAB_READY,
    TAB_NARROW,     /* fewer than COLUMNS columns: widen it, look again */
    TAB_MISSING,    /* there is none of that title */
    TAB_GONE,       /* the one that we knew was deleted */
    TAB_NONE,       /* the spreadsheet has no tab of cells */
    TAB_UNREADABLE, /* no answer of Google's */
};

/* `sheet_id`: of the tab that these settings meant before, -1: none. */
void tab_init(struct tab *tab, const char *wished_title, int64_t sheet_id);
void tab_free(struct tab *tab);

/* What the answer to request_tabs says. *ret_tabs: the tabs that there are, unless TAB_UNREADABLE;
 * api_tabs_free. */
enum tab_look tab_look(struct tab *tab, const char *body, size_t length, struct api_tabs *ret_tabs);

/* Something was not as we thought: look again before anything else. */
void tab_doubt(struct tab *tab);

/* Is it called otherwise than the settings say? */
bool tab_is_renamed(const struct tab *tab);

#endif
