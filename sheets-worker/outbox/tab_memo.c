/* "spreadsheet\ntitle\n" and the tab's id, as one memo. */
#include "tab_memo.h"

#include "buffer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME      "tab"
#define MEMO_MOST 2048

static void write_prefix(struct buffer *out, const char *spreadsheet_id, const char *wished_title)
{
    buffer_init(out, MEMO_MOST);
    buffer_format(out, "%s\n%s\n", spreadsheet_id, wished_title ? wished_title : "");
}

int64_t tab_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title)
{
    struct buffer prefix;
    write_prefix(&prefix, spreadsheet_id, wished_title);
    const char *memo = journal_memo(journal, NAME);
    bool ours = !prefix.failed && strncmp(memo, buffer_string(&prefix), prefix.length) == 0;
    int64_t id = ours ? strtoll(memo + prefix.length, NULL, 10) : -1;
    buffer_free(&prefix);
    return id;
}

void tab_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                    int64_t sheet_id)
{
    struct buffer memo;
    write_prefix(&memo, spreadsheet_id, wished_title);
    buffer_format(&memo, "%" PRId64, sheet_id);
    if (!memo.failed && strcmp(journal_memo(journal, NAME), buffer_string(&memo)) != 0)
        journal_keep_memo(journal, NAME, buffer_string(&memo));
    buffer_free(&memo);
}
