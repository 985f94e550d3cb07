/* "doubt " and the target. */
#include "doubt_memo.h"

#include "buffer.h"
#include "tab_memo.h"

static void write_name(struct buffer *out, const char *spreadsheet_id, const char *wished_title)
{
    buffer_init(out, TAB_TARGET_MAX);
    buffer_text(out, "doubt ");
    tab_target(out, spreadsheet_id, wished_title);
}

const char *doubt_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title)
{
    struct buffer name;
    write_name(&name, spreadsheet_id, wished_title);
    const char *text = journal_memo(journal, buffer_string(&name));
    buffer_free(&name);
    return text;
}

void doubt_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                      const char *text, void (*on_kept)(void *ctx), void *ctx)
{
    struct buffer name;
    write_name(&name, spreadsheet_id, wished_title);
    if (on_kept)
        journal_keep_memo_first(journal, buffer_string(&name), text, on_kept, ctx);
    else
        journal_keep_memo(journal, buffer_string(&name), text);
    buffer_free(&name);
}
