/* Finding the tab. */
#include "tab.h"

#include "requests.h"
#include "tab_title.h"
#include "text_copy.h"

#include <stdlib.h>
#include <string.h>

void tab_init(struct tab *tab, const char *wished_title, int64_t sheet_id)
{
    *tab = (struct tab){.wished_title = wished_title, .sheet_id = sheet_id};
}

void tab_free(struct tab *tab)
{
    free(tab->title);
    tab->title = NULL;
}

void tab_doubt(struct tab *tab)
{
    tab->ready = false;
}

static const struct api_tab *by_id(const struct api_tabs *tabs, int64_t sheet_id)
{
    for (size_t i = 0; i < tabs->count; i++)
        if (tabs->tabs[i].sheet_id == sheet_id)
            return &tabs->tabs[i];
    return NULL;
}

/* The one that fits best; of several that only look alike nobody knows which is meant. */
static const struct api_tab *by_title(const struct api_tabs *tabs, const char *title)
{
    const struct api_tab *best = NULL;
    enum title_match how = TITLE_DIFFERS;
    for (size_t i = 0; i < tabs->count; i++) {
        enum title_match match = title_match(title, tabs->tabs[i].title);
        if (match == TITLE_DIFFERS || match < how)
            continue;
        best = match == how ? NULL : &tabs->tabs[i];
        how = match;
    }
    return best;
}

/* The first tab stands for a setting that is not there only as long as none was ever found. */
static const struct api_tab *find(const struct tab *tab, const struct api_tabs *tabs)
{
    const struct api_tab *known = tab->sheet_id >= 0 ? by_id(tabs, tab->sheet_id) : NULL;
    if (known)
        return known;
    if (tab->wished_title)
        return by_title(tabs, tab->wished_title);
    return tab->sheet_id < 0 && tabs->count ? &tabs->tabs[0] : NULL;
}

static enum tab_look found(struct tab *tab, const struct api_tab *seen)
{
    char *title = text_copy(seen->title);
    free(tab->title);
    tab->title = title;
    tab->replaced = tab->replaced || (tab->sheet_id >= 0 && tab->sheet_id != seen->sheet_id);
    tab->sheet_id = seen->sheet_id;
    tab->ready = seen->columns >= COLUMNS;
    return tab->ready ? TAB_READY : TAB_NARROW;
}

enum tab_look tab_look(struct tab *tab, const char *body, size_t length, struct api_tabs *ret_tabs)
{
    if (err_is(reply_tabs(body, length, ret_tabs)))
        return TAB_UNREADABLE;
    const struct api_tab *seen = find(tab, ret_tabs);
    if (seen)
        return found(tab, seen);
    return tab->sheet_id >= 0 ? TAB_GONE : tab->wished_title ? TAB_MISSING : TAB_NONE;
}

bool tab_is_renamed(const struct tab *tab)
{
    return tab->wished_title && tab->title && title_match(tab->wished_title, tab->title) == TITLE_DIFFERS;
}
