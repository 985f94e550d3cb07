/* Finding the tab. */
#include "tab.h"

#include "requests.h"

#include <string.h>

void tab_init(struct tab *tab, const char *wished_title)
{
    *tab = (struct tab){.wished_title = wished_title, .known = {.sheet_id = -1}};
}

void tab_free(struct tab *tab)
{
    api_tab_free(&tab->known);
}

void tab_doubt(struct tab *tab)
{
    tab->ready = false;
}

enum tab_look tab_look(struct tab *tab, const char *body, size_t length)
{
    bool found = false;
    struct api_tab seen;
    const struct api_tab_wish wish = {tab->wished_title, tab->known.sheet_id};
    if (err_is(reply_tabs(body, length, &wish, &found, &seen)))
        return TAB_UNREADABLE;
    if (found) {
        api_tab_free(&tab->known);
        tab->known = seen;
        tab->ready = seen.columns >= COLUMNS;
        return tab->ready ? TAB_READY : TAB_NARROW;
    }
    bool was_known = tab->known.sheet_id >= 0;
    api_tab_free(&tab->known);
    return was_known ? TAB_VANISHED : tab->wished_title ? TAB_MISSING : TAB_NONE;
}

bool tab_is_renamed(const struct tab *tab)
{
    return tab->wished_title && tab->known.title && strcmp(tab->wished_title, tab->known.title) != 0;
}
