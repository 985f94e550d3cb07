/* Puts failures into the retry queue and takes successes out, with the metric and, where an entry is lost, the log. */
#include "retries.h"

#include "log.h"
#include "loop.h"
#include "permission_log.h"

static void count(const struct bot_context *bot)
{
    metrics_set(bot->metrics, METRIC_PANELS_OWED, (double)bot->retry_queue.count);
}

static void add(struct bot_context *bot, uint64_t channel_id, uint64_t message_id, enum ticket_action action)
{
    if (!retry_queue_put(&bot->retry_queue, channel_id, message_id, action, loop_now_ms(bot->loop))) {
        metrics_add(bot->metrics, METRIC_PANELS_GIVEN_UP, 1);
        log_event(LOG_WARN, "panels.given_up", LOG_WITH(log_int("most", RETRY_QUEUE_MAX)),
                  "Trop de panneaux ou d'épingles attendent : le plus ancien est abandonné, /validation le "
                  "publie");
    }
    count(bot);
}

void retries_without_row(struct bot_context *bot, uint64_t channel_id)
{
    add(bot, channel_id, 0, RETRY_FOR_ROW);
}

void retries_failed(struct bot_context *bot, uint64_t channel_id, uint64_t message_id,
                    enum ticket_action action, const struct rest_result *result)
{
    const struct retry_item *item = retry_queue_find(&bot->retry_queue, channel_id, message_id);
    if (result->outcome == REST_MISSING) {
        retries_done(bot, channel_id, message_id);
        return;
    }
    if (item && result->outcome == REST_FORBIDDEN)
        retry_queue_refused(&bot->retry_queue, loop_now_ms(bot->loop));
    if (item || permission_is_missing(result))
        add(bot, channel_id, message_id, action);
}

void retries_done(struct bot_context *bot, uint64_t channel_id, uint64_t message_id)
{
    retry_queue_remove(&bot->retry_queue, channel_id, message_id);
    count(bot);
}
