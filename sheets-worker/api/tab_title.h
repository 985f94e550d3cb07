/* Which tab a title means, of those that there are (tab.h says how Google takes titles). Pure. */
#ifndef VIGIE_TAB_TITLE_H
#define VIGIE_TAB_TITLE_H

enum title_match {
    TITLE_DIFFERS,
    TITLE_LOOKS_ALIKE, /* but for blanks at the ends and for how accents are made */
    TITLE_IS_GOOGLES,  /* but for case: one tab to Google */
    TITLE_SAME,
};

enum title_match title_match(const char *wished, const char *borne);

#endif
