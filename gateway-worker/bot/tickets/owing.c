/* Into the list and out of it, counted and, where one is lost, said. */
#include "owing.h"

#include "log.h"
#include "loop.h"
#include "permission_advice.h"

static void count(const struct bot_context *bot)
{
    metrics_set(bot->metrics, METRIC_PANELS_OWED, (double)bot->owed.count);
}

static void owe(struct bot_context *bot, uint64_t channel_id, uint64_t message_id, enum act act)
{
    if (!owed_put(&bot->owed, channel_id, message_id, act, loop_now_ms(bot->loop))) {
        metrics_add(bot->metrics, METRIC_PANELS_GIVEN_UP, 1);
        log_event(LOG_WARN, "panels.given_up", LOG_WITH(log_int("most", OWED_MOST)),
                  "Trop de panneaux ou d'épingles attendent : le plus ancien est abandonné, /validation le "
                  "publie");
    }
    count(bot);
}

void owing_row(struct bot_context *bot, uint64_t channel_id)
{
    owe(bot, channel_id, 0, OWED_FOR_ROW);
}

void owing_result(struct bot_context *bot, uint64_t channel_id, uint64_t message_id, enum act act,
                  const struct rest_result *result)
{
    const struct owed_item *item = owed_find(&bot->owed, channel_id, message_id);
    if (result->outcome == REST_MISSING) {
        owing_settle(bot, channel_id, message_id);
        return;
    }
    if (item && result->outcome == REST_FORBIDDEN)
        owed_refused(&bot->owed, loop_now_ms(bot->loop));
    if (item || permission_is_missing(result))
        owe(bot, channel_id, message_id, act);
}

void owing_settle(struct bot_context *bot, uint64_t channel_id, uint64_t message_id)
{
    owed_settle(&bot->owed, channel_id, message_id);
    count(bot);
}
