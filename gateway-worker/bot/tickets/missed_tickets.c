/* Picks the newest tickets of a list and gives each to panel_post.c, which asks the row and the channel for a panel
 * first. */
#include "missed_tickets.h"

#include "log.h"
#include "operation.h"
#include "panel_post.h"
#include "snowflake.h"
#include "ticket.h"

#include <stdlib.h>

/* Our clock against Discord's, and what an event takes to arrive. A ticket too many does no harm. */
#define MARGIN_MS 5000

struct newest {
    uint64_t ids[MISSED_TICKETS_MAX]; /* descending */
    size_t count, left_out;
};

void missed_tickets_since(struct bot_context *bot, int64_t away_since_ms)
{
    /* Several shards: the longest absence holds for all, since a guild does not say whose it is. */
    if (away_since_ms && (!bot->away_since_ms || away_since_ms < bot->away_since_ms))
        bot->away_since_ms = away_since_ms;
}

static void keep(struct newest *newest, uint64_t id)
{
    size_t at = newest->count;
    while (at > 0 && newest->ids[at - 1] < id)
        at--;
    newest->left_out += newest->count == MISSED_TICKETS_MAX;
    if (at == MISSED_TICKETS_MAX)
        return;
    newest->count += newest->count < MISSED_TICKETS_MAX;
    for (size_t i = newest->count - 1; i > at; i--)
        newest->ids[i] = newest->ids[i - 1];
    newest->ids[at] = id;
}

static bool is_missed(const struct bot_context *bot, const struct json_value *channel)
{
    return ticket_is(bot->ticket_prefix, (int)json_int(json_get(channel, "type"), -1),
                     json_text(json_get(channel, "name"), "")) &&
           snowflake_made_ms(json_id(json_get(channel, "id"))) > bot->away_since_ms - MARGIN_MS;
}

void missed_tickets_look(struct bot_context *bot, const struct json_value *channels)
{
    struct newest newest = {.count = 0};
    if (!bot->away_since_ms)
        return;
    for (size_t i = 0; i < json_length(channels); i++)
        if (is_missed(bot, json_at(channels, i)))
            keep(&newest, json_id(json_get(json_at(channels, i), "id")));
    for (size_t i = 0; i < newest.count && operation_room(bot); i++)
        panel_post_for_ticket(bot, newest.ids[i], false);
    if (newest.left_out)
        log_event(LOG_WARN, "panels.left_out", LOG_WITH(log_int("tickets", (int64_t)newest.left_out)),
                  "Trop de tickets créés pendant l'absence du bot : les plus anciens n'ont peut-être pas de "
                  "panneau, "
                  "/validation le publie");
}
