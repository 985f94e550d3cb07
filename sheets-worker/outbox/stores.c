/* Two files, opened side by side. */
#include "stores.h"

#include "tab_memo.h"

static void tell_open(struct stores *s)
{
    if (s->phase != STORES_OPENING || !s->rows_read || !journal_is_open(s->journal))
        return;
    s->phase = STORES_OPEN;
    outbox_log_parked(journal_counts(s->journal).parked);
    s->on_open(s->ctx);
}

static void journal_opened(void *ctx)
{
    tell_open(ctx);
}

static void rows_read(void *ctx, struct last_rows_found *take_found)
{
    struct stores *s = ctx;
    outbox_log_rows(take_found->trouble, take_found->moved_aside, s->folder);
    s->found = *take_found;
    *take_found = (struct last_rows_found){0};
    s->rows_read = true;
    tell_open(s);
}

static void changed(void *ctx)
{
    struct stores *s = ctx;
    if (s->phase == STORES_OPEN)
        s->on_change(s->ctx);
}

static void condition_changed(void *ctx)
{
    struct stores *s = ctx;
    if (s->phase != STORES_SHUT)
        outbox_log_look(&s->log, s->journal);
}

void stores_open(struct stores *s, struct loop *loop, const struct settings *settings,
                 struct metrics *metrics, int64_t suspect_since_ms)
{
    static const struct journal_handlers JOURNAL_HANDLERS = {journal_opened, changed, condition_changed};
    static const struct last_rows_handlers ROWS_HANDLERS = {rows_read, changed};
    const char *folder = settings_text(settings, SETTING_STATE_DIR);
    struct buffer home;
    buffer_init(&home, TAB_HOME_MOST);
    tab_home(&home, settings_text(settings, SETTING_GOOGLE_SHEET_ID_VALIDATION),
             settings_text(settings, SETTING_VALIDATION_SHEET_TITLE));
    s->phase = STORES_OPENING;
    s->folder = folder;
    s->log.metrics = metrics;
    const struct journal_options options = {
        .loop = loop, .folder = folder, .home = buffer_string(&home), .suspect_since_ms = suspect_since_ms};
    s->journal = journal_create(&options, &JOURNAL_HANDLERS, s);
    outbox_log_look(&s->log, s->journal);
    s->last_rows = last_rows_create(loop, folder, buffer_string(&home), &ROWS_HANDLERS, s);
    buffer_free(&home);
}

void stores_close(struct stores *s)
{
    s->phase = STORES_SHUT;
    journal_destroy(&s->journal);
    last_rows_destroy(&s->last_rows);
    last_rows_found_free(&s->found);
}
