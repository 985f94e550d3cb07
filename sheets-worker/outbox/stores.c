/* Two files: the last image when the outbox, and with it the lock, is ours, for a predecessor may still write
 * both. */
#include "stores.h"

#include "tab_memo.h"

static void rows_read(void *ctx, struct last_rows_found *take_found)
{
    struct stores *s = ctx;
    outbox_log_rows(take_found->trouble, take_found->moved_aside, s->folder);
    s->found = *take_found;
    *take_found = (struct last_rows_found){0};
    if (s->phase != STORES_OPENING)
        return;
    s->phase = STORES_OPEN;
    outbox_log_parked(journal_counts(s->journal).parked);
    s->on_open(s->ctx);
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

static void write_target(struct buffer *target, const struct settings *settings)
{
    buffer_init(target, TAB_TARGET_MAX);
    tab_target(target, settings_text(settings, SETTING_GOOGLE_SHEET_ID_VALIDATION),
               settings_text(settings, SETTING_VALIDATION_SHEET_TITLE));
}

static void journal_opened(void *ctx)
{
    static const struct last_rows_handlers HANDLERS = {rows_read, changed};
    struct stores *s = ctx;
    struct buffer target;
    write_target(&target, s->settings);
    s->last_rows = last_rows_create(s->loop, s->folder, buffer_string(&target), &HANDLERS, s);
    buffer_free(&target);
}

void stores_open(struct stores *s, struct loop *loop, const struct settings *settings,
                 struct metrics *metrics, int64_t suspect_since_ms)
{
    static const struct journal_handlers HANDLERS = {journal_opened, changed, condition_changed};
    struct buffer target;
    write_target(&target, settings);
    s->phase = STORES_OPENING;
    s->loop = loop;
    s->settings = settings;
    s->folder = settings_text(settings, SETTING_STATE_DIR);
    s->log.metrics = metrics;
    const struct journal_options options = {.loop = loop,
                                            .folder = s->folder,
                                            .target = buffer_string(&target),
                                            .suspect_since_ms = suspect_since_ms};
    s->journal = journal_create(&options, &HANDLERS, s);
    outbox_log_look(&s->log, s->journal);
    buffer_free(&target);
}

void stores_close(struct stores *s)
{
    s->phase = STORES_SHUT;
    journal_destroy(&s->journal);
    last_rows_destroy(&s->last_rows);
    last_rows_found_free(&s->found);
}
