/* Tries a few entries in each run, newest first. An entry that is tried is put off meanwhile; its operation records the result. */
#include "retry_task.h"

#include "caches.h"
#include "loop.h"
#include "operation.h"
#include "panel_post.h"
#include "permission_log.h"
#include "pins.h"
#include "tasks.h"
#include "ticket.h"

#define TRIES_MAX    5     /* in one run */
#define UNDER_WAY_MS 60000 /* longer than any operation takes */

static bool is_no_ticket(const struct bot_context *bot, uint64_t channel_id)
{
    struct cached_channel channel;
    return channel_cache_find(bot->channels, channel_id, &channel) &&
           !ticket_is(bot->ticket_prefix, channel.type, channel.name);
}

/* What is known to be missing is not asked for, and the next thing once it is held; the rest now and then. */
static bool is_allowed(const struct bot_context *bot, struct retry_item *item, uint64_t now)
{
    enum permission_why why = permission_for(bot, item->channel_id, item->action);
    bool is_missing = why != PERMISSION_HELD && why != PERMISSION_UNKNOWN;
    item->hurried |= is_missing;
    return !is_missing && (item->due_ms <= now || (item->hurried && why == PERMISSION_HELD));
}

static void try_again(struct bot_context *bot, struct retry_item *item, uint64_t now)
{
    item->due_ms = now + UNDER_WAY_MS;
    item->hurried = false;
    if (item->message_id)
        pins_put(bot, item->channel_id, item->message_id);
    else
        panel_post_for_ticket(bot, item->channel_id, false);
}

static void forget_what_is_no_ticket(struct bot_context *bot)
{
    for (size_t i = bot->retry_queue.count; i-- > 0;)
        if (is_no_ticket(bot, bot->retry_queue.items[i].channel_id)) {
            retry_queue_remove_channel(&bot->retry_queue, bot->retry_queue.items[i].channel_id);
            i = bot->retry_queue.count;
        }
}

static void run(void *ctx)
{
    struct bot_context *bot = ctx;
    uint64_t now = loop_now_ms(bot->loop);
    size_t tries = TRIES_MAX, risks = retry_queue_risks_left(&bot->retry_queue, now);
    forget_what_is_no_ticket(bot);
    for (size_t i = 0; i < bot->retry_queue.count && tries && operation_room(bot) && !bot->on_idle; i++) {
        struct retry_item *item = &bot->retry_queue.items[i];
        bool waits_for_row = item->action == RETRY_FOR_ROW;
        bool is_due = waits_for_row ? item->due_ms <= now : is_allowed(bot, item, now) && risks;
        if (!is_due)
            continue;
        risks -= !waits_for_row;
        tries--;
        try_again(bot, item, now);
    }
    metrics_set(bot->metrics, METRIC_PANELS_OWED, (double)bot->retry_queue.count);
    tasks_ended(bot->tasks, TASK_OWED, TASK_DONE, NULL);
}

void retry_task_start(struct bot_context *bot)
{
    tasks_add(bot->tasks, TASK_OWED, run, bot);
}
