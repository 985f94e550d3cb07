/* One memo for each target that was ever entered: "tab " and the target, with the tab's id. */
#include "tab_memo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tab_target(struct buffer *out, const char *spreadsheet_id, const char *wished_title)
{
    buffer_text(out, spreadsheet_id);
    if (!wished_title)
        return;
    buffer_char(out, '\n');
    buffer_text(out, wished_title);
}

static void write_name(struct buffer *out, const char *spreadsheet_id, const char *wished_title)
{
    buffer_init(out, TAB_TARGET_MAX);
    buffer_text(out, JOURNAL_TAB_MEMO);
    tab_target(out, spreadsheet_id, wished_title);
}

int64_t tab_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title)
{
    struct buffer name;
    write_name(&name, spreadsheet_id, wished_title);
    const char *id = journal_memo(journal, buffer_string(&name));
    int64_t sheet_id = id[0] ? strtoll(id, NULL, 10) : -1;
    buffer_free(&name);
    return sheet_id;
}

void tab_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                    int64_t sheet_id)
{
    struct buffer name;
    char id[24];
    write_name(&name, spreadsheet_id, wished_title);
    snprintf(id, sizeof(id), "%" PRId64, sheet_id);
    if (strcmp(journal_memo(journal, buffer_string(&name)), id) != 0)
        journal_keep_memo(journal, buffer_string(&name), id);
    buffer_free(&name);
}
