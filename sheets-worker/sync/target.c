/* Finding the tab. */
#include "target.h"

#include "sync_log.h"
#include "tab_memo.h"

void target_init(struct target *t)
{
    tab_init(&t->tab, t->title);
    t->tab.known.sheet_id = tab_memo_read(t->journal, t->spreadsheet_id, t->title);
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
    return (struct api_place){t->base_url, t->spreadsheet_id, t->tab.known.title, t->tab.known.sheet_id};
}

/* Settings that call the same tab otherwise mean the same rows. They are told of as rows that wait. */
static void brought_back(void *ctx, size_t rows)
{
    (void)ctx;
    sync_log_brought_back(rows);
}

static struct step_result ready(struct target *t)
{
    if (tab_is_renamed(&t->tab))
        sync_log_tab_renamed(t->tab.known.title);
    journal_reunite(t->journal, t->spreadsheet_id, t->tab.known.sheet_id, brought_back, NULL);
    tab_memo_write(t->journal, t->spreadsheet_id, t->title, t->tab.known.sheet_id);
    return step_ended(SYNC_DONE);
}

struct step_result target_found(struct target *t, const struct step_reply *reply)
{
    static const struct outcome NO_TAB = {
        .class = OUTCOME_PARKED,
        .words =
            "le classeur n'a aucun onglet de cellules. Ajoutez un onglet, ou donnez VALIDATION_SHEET_TITLE.",
        .english = "the workbook has no tab of cells. Add a tab, or give VALIDATION_SHEET_TITLE."};
    if (reply->outcome->class != OUTCOME_DONE)
        return step_failed(reply->outcome);
    switch (tab_look(&t->tab, reply->body, reply->length)) {
    case TAB_READY:
        return ready(t);
    case TAB_NARROW:
        return step_ended(SYNC_NARROW);
    case TAB_MISSING:
        return step_ended(SYNC_MISSING);
    case TAB_VANISHED:
        return step_ended(SYNC_DONE); /* the next look is by title */
    case TAB_NONE:
        return step_failed(&NO_TAB);
    case TAB_UNREADABLE:
        break;
    }
    return step_unreadable();
}

void target_fill_new(const struct target *t, uint32_t random, struct api_request *request)
{
    struct api_place place = target_place(t);
    place.title = t->title;
    place.sheet_id = random >> 1;
    sync_log_tab_created(place.title);
    request_new_tab(request, &place);
}
