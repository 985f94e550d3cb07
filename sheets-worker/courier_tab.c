/* Finding the tab; creating and widening it where it must be. */
#include "courier_inside.h"

#include "random.h"
#include "replies.h"
#include "report.h"
#include "tab_memo.h"

static void tab_written(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    step_write_answered(c);
    /* Whatever came of it, the next look at the tabs tells. */
    if (outcome->class == OUTCOME_DONE && !reply_is_written(body, length))
        step_unreadable(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_DONE)
        step_succeeded(c, QUOTA_WRITE);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

static void create_tab(struct courier *c)
{
    struct api_request request;
    struct api_place place = courier_place(c);
    place.title = c->tab.wished_title;
    place.sheet_id = random_u32() >> 1;
    report_tab_created(place.title);
    request_new_tab(&request, &place);
    step_send(c, &request, tab_written);
}

/* Settings that call the same tab otherwise mean the same rows. They are told of as rows that wait. */
static void brought_back(void *ctx, size_t rows)
{
    (void)ctx;
    report_brought_back(rows);
}

void courier_tabs_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    static const struct outcome NO_TAB = {
        .class = OUTCOME_PARKED,
        .words =
            "le classeur n'a aucun onglet de cellules. Ajoutez un onglet, ou donnez VALIDATION_SHEET_TITLE.",
        .english = "the workbook has no tab of cells. Add a tab, or give VALIDATION_SHEET_TITLE."};
    struct courier *c = ctx;
    if (outcome->class != OUTCOME_DONE) {
        step_failed(c, outcome, QUOTA_READ);
        return;
    }
    switch (tab_look(&c->tab, body, length)) {
    case TAB_READY:
        if (tab_is_renamed(&c->tab))
            report_tab_renamed(c->tab.known.title);
        journal_reunite(c->o.journal, c->o.spreadsheet_id, c->tab.known.sheet_id, brought_back, NULL);
        tab_memo_write(c->o.journal, c->o.spreadsheet_id, c->o.tab_title, c->tab.known.sheet_id);
        step_succeeded(c, QUOTA_READ);
        break;
    case TAB_NARROW:
        step_send_plain(c, request_widen, tab_written);
        break;
    case TAB_MISSING:
        create_tab(c);
        break;
    case TAB_VANISHED:
        step_succeeded(c, QUOTA_READ);
        break;
    case TAB_NONE:
        step_failed(c, &NO_TAB, QUOTA_READ);
        break;
    case TAB_UNREADABLE:
        step_unreadable(c, QUOTA_READ);
        break;
    }
}
