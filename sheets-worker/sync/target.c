/* Finding the tab. */
#include "target.h"

#include "sync_log.h"
#include "tab_memo.h"
#include "tab_repair.h"

void target_init(struct target *t)
{
    tab_init(&t->tab, t->title, tab_memo_read(t->journal, t->spreadsheet_id, t->title));
}

void target_free(struct target *t)
{
    tab_free(&t->tab);
}

bool target_known(const struct target *t)
{
    return t->tab.ready;
}

void target_doubt(struct target *t)
{
    tab_doubt(&t->tab);
}

struct api_place target_place(const struct target *t)
{
    return (struct api_place){t->base_url, t->spreadsheet_id, t->tab.title, t->tab.sheet_id};
}

/* Settings that call the same tab otherwise mean the same rows. They are told of as rows that wait. */
static void brought_back(void *ctx, size_t rows)
{
    (void)ctx;
    sync_log_brought_back(rows);
}

static struct step_result ready(struct target *t)
{
    struct step_result result = step_ended(SYNC_DONE);
    if (t->tab.replaced)
        sync_log_tab_replaced(t->tab.title);
    else if (tab_is_renamed(&t->tab))
        sync_log_tab_renamed(t->tab.title);
    result.image_doubted = result.read_wanted = t->tab.replaced;
    t->tab.replaced = false;
    journal_reunite(t->journal, t->spreadsheet_id, t->tab.sheet_id, brought_back, NULL);
    tab_memo_write(t->journal, t->spreadsheet_id, t->title, t->tab.sheet_id);
    return result;
}

static struct step_result judge(struct target *t, enum tab_look look, const struct api_tabs *tabs)
{
    struct outcome outcome;
    switch (look) {
    case TAB_READY:
        return ready(t);
    case TAB_NARROW:
        return step_ended(SYNC_NARROW);
    case TAB_MISSING:
        tab_repair_missing(&outcome, t->title, tabs);
        return step_failed(&outcome);
    case TAB_GONE:
        tab_repair_gone(&outcome, t->tab.title, tabs);
        return step_failed(&outcome);
    case TAB_NONE:
        tab_repair_none(&outcome);
        return step_failed(&outcome);
    case TAB_UNREADABLE:
        break;
    }
    return step_unreadable();
}

struct step_result target_found(struct target *t, const struct step_reply *reply)
{
    struct api_tabs tabs = {0};
    if (reply->outcome->class != OUTCOME_DONE)
        return step_failed(reply->outcome);
    struct step_result result = judge(t, tab_look(&t->tab, reply->body, reply->length, &tabs), &tabs);
    api_tabs_free(&tabs);
    return result;
}
