/* The tab that holds the rows: which one it is, and what must happen before it can be used. Pure.
 * Once found it is followed by its id, for people rename tabs. */
#ifndef VIGIE_TAB_H
#define VIGIE_TAB_H

#include "replies.h"

struct tab {
    const char *wished_title; /* VALIDATION_SHEET_TITLE, NULL: the first tab; borrowed */
    struct api_tab known;     /* sheet_id -1: never seen; it stays while a rename is looked into */
    bool ready;               /* title, id and width are as just seen */
};

enum tab_look {
    TAB_READY,
    TAB_NARROW,     /* fewer than COLUMNS columns: widen it, look again */
    TAB_MISSING,    /* there is none of that title: create it, look again */
    TAB_VANISHED,   /* the one that we knew is gone: look again, by title */
    TAB_NONE,       /* the spreadsheet has no tab of cells, and no title says which to create */
    TAB_UNREADABLE, /* no answer of Google's */
};

void tab_init(struct tab *tab, const char *wished_title);
void tab_free(struct tab *tab);

/* What the answer to request_tabs says. */
enum tab_look tab_look(struct tab *tab, const char *body, size_t length);

/* Something was not as we thought: look again before anything else. */
void tab_doubt(struct tab *tab);

/* Is it called otherwise than the settings say? */
bool tab_is_renamed(const struct tab *tab);

#endif
