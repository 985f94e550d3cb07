/* Finds the feature of an interaction in the table (interactions.def), after dedup and the check of the right. */
#include "interactions.h"

#include "array_len.h"
#include "channel_cache.h"
#include "correction_form.h"
#include "guild_updates.h"
#include "interaction.h"
#include "log.h"
#include "loop.h"
#include "message_json.h"
#include "operation.h"
#include "panel.h"
#include "panel_post.h"
#include "press.h"
#include "respond.h"
#include "ticket.h"

#include <string.h>

/* `/validation`. Elsewhere than in a ticket everybody reads that it is none; in one it takes the right. */
static void interactions_command(struct bot_context *bot, struct interaction *interaction)
{
    struct cached_channel channel;
    bool cached = channel_cache_find(bot->channels, interaction->channel_id, &channel);
    bool ticket = interaction->channel_type >= 0
                      ? ticket_is(bot->ticket_prefix, interaction->channel_type, interaction->channel_name)
                      : false;
    if (cached && !*interaction->channel_name)
        ticket = ticket_is(bot->ticket_prefix, channel.type, channel.name);
    if (!ticket)
        respond_and_forget(bot, interaction, ANSWER_NOT_A_TICKET);
    else if (!interaction->allowed)
        respond_and_forget(bot, interaction, ANSWER_NO_RIGHT);
    else
        panel_post_for_command(bot, interaction);
}

static const struct interaction_row {
    enum interaction_type type;
    const char *name;
    bool right;
    void (*handler)(struct bot_context *bot, struct interaction *interaction);
} ROWS[] = {
#define INTERACTION(type, name, right, handler) {type, name, right, handler},
#include "interactions.def"
#undef INTERACTION
};

static const struct interaction_row *row_of(const struct interaction *interaction)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        if ((int)ROWS[i].type == interaction->type &&
            (!*ROWS[i].name || strcmp(ROWS[i].name, interaction->name) == 0))
            return &ROWS[i];
    return NULL;
}

static void hand_on(struct bot_context *bot, struct interaction *interaction)
{
    const struct interaction_row *row = row_of(interaction);
    if (!row)
        respond_and_forget(bot, interaction, ANSWER_UNKNOWN);
    else if (row->right && !interaction->allowed)
        respond_and_forget(bot, interaction, ANSWER_NO_RIGHT);
    else
        row->handler(bot, interaction);
}

void interactions_create(struct bot_context *bot, const struct json_value *data)
{
    struct interaction interaction;
    struct err e = interaction_read(&interaction, data, bot->role_id);
    if (err_is(e)) {
        log_event(LOG_WARN, "interaction.unreadable", LOG_WITH(log_int("type", e.code)),
                  "Interaction illisible, ignorée");
        return;
    }
    if (!dedup_first(&bot->dedup, interaction.id)) {
        interaction_free(&interaction);
        return;
    }
    metrics_add(bot->metrics, METRIC_INTERACTIONS, 1);
    guild_updates_interaction(bot, data);
    interaction.arrived_ms = loop_now_ms(bot->loop);
    interaction.begun_before = bot->replaying;
    if (operation_room(bot)) {
        hand_on(bot, &interaction);
        return;
    }
    log_event(LOG_WARN, "interaction.dropped", LOG_WITH(log_int("stories", (int64_t)bot->operations)),
              "Trop d'interactions à la fois : une interaction est abandonnée");
    interaction_free(&interaction);
}
