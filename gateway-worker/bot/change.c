/* The steps, in order:
 *   acknowledge → (look up channel names) → wait for the ticket's line → read the row → change it → store it
 *   → leave the line once the panel shows it, and tell the presser.
 * Nothing is changed before Discord has the acknowledgement: else the presser sees a failure, presses again,
 * and undoes what he did. The operation's id is the interaction's, so that a replay after a crash is stored
 * once. */
#include "change.h"

#include "channel_cache.h"
#include "guild_channels.h"
#include "learning.h"
#include "log.h"
#include "mentions.h"
#include "owner.h"
#include "permission_advice.h"
#include "reporter.h"
#include "respond.h"
#include "rest.h"
#include "row_store.h"
#include "text_copy.h"
#include "validation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_PATIENCE_MS 60000
#define TEXT_MOST       (64 * 1024)

static const char ROW_FULL[] = "la ligne de ce ticket est pleine";
static const char BUSY[] = "trop de demandes attendent, réessayez dans une minute";

struct change {
    struct bot_context *bot;
    struct interaction interaction;
    bool corrects;
    struct ticket_turn turn;
    struct pending pending;
    struct row row;         /* as changed here, then as stored */
    unsigned to_be_awaited; /* answers of Discord: the panel's edit, the word to the presser */
};

/* ---- The end: everyone has been told. */

static void free_inside(void *story)
{
    struct change *c = story;
    pending_remove(&c->bot->pending, &c->pending);
    interaction_free(&c->interaction);
    row_free(&c->row);
}

static void end_one(struct change *c)
{
    if (--c->to_be_awaited == 0)
        story_end(c->bot, c);
}

static const char *name_of_presser(const struct change *c)
{
    return learning_name(c->bot, c->interaction.guild_id, c->interaction.user_id);
}

static void presser_told(void *ctx, const struct rest_result *result)
{
    struct change *c = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "interaction.untold",
                  LOG_WITH(log_int("status", result->status), log_int("code", result->code),
                           log_int("user", (int64_t)c->interaction.user_id),
                           log_text("name", name_of_presser(c))),
                  "Le résultat n'a pas pu être dit à la personne : %s", rest_outcome_reason(result->outcome));
    end_one(c);
}

/* Before the presser is told: the numbers never know less than people do. */
static void count(struct change *c, enum metric metric)
{
    metrics_add(c->bot->metrics, metric, 1);
    reporter_send(c->bot->reporter);
}

static void tell_refusal(struct change *c, const char *reason)
{
    count(c, METRIC_VALIDATIONS_REFUSED);
    log_event(LOG_WARN, "validation.refused",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", name_of_presser(c))),
              "Validation non enregistrée : %s", reason);
    c->to_be_awaited = 1;
    respond_tell(c->bot, &c->interaction, ANSWER_NOT_STORED, reason, presser_told, c);
}

static void refuse_in_line(struct change *c, const char *reason)
{
    ticket_line_leave(&c->bot->line, &c->turn);
    tell_refusal(c, reason);
}

/* ---- The panel shows what is stored. */

static void panel_settled(struct change *c)
{
    ticket_line_leave(&c->bot->line, &c->turn);
    end_one(c);
}

static void panel_shown(void *ctx, const struct rest_result *result)
{
    struct change *c = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "panel.not_shown",
                  LOG_WITH(log_text("request", result->label), log_int("status", result->status),
                           log_int("code", result->code)),
                  "Panneau non mis à jour, la feuille est à jour : %s", rest_outcome_reason(result->outcome));
    permission_advise(c->bot, c->interaction.channel_id, ACT_EDIT, result);
    panel_settled(c);
}

/* As the bot, not as the interaction: for another panel of this ticket, or when the interaction's token is
 * worth no more. */
static void edit_panel_message(struct change *c, uint64_t message_id, rest_on_done *on_done)
{
    char path[96];
    struct buffer body;
    buffer_init(&body, WIRE_MOST);
    wire_panel(&body, &c->row, NULL);
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages/%" PRIu64, c->interaction.channel_id,
             message_id);
    struct rest_request request = {.method = "PATCH",
                                   .path = path,
                                   .body = buffer_string(&body),
                                   .body_length = body.length,
                                   .repeatable = true,
                                   .answer_unread = true};
    rest_send(c->bot->rest, &request, on_done, c);
    buffer_free(&body);
}

/* The pressed panel is an old one: the newest is brought up to date too. */
static void pressed_panel_shown(void *ctx, const struct rest_result *result)
{
    struct change *c = ctx;
    bool shown = result->outcome == REST_DONE, older = c->row.message_id != c->interaction.message_id;
    if (!shown && c->interaction.message_id && !older)
        edit_panel_message(c, c->interaction.message_id, panel_shown);
    else if (c->row.message_id && older)
        edit_panel_message(c, c->row.message_id, panel_shown);
    else
        panel_shown(c, result);
}

static void show_panel(struct change *c)
{
    if (c->interaction.answer_deferred) { /* its @original is the answer, not the panel */
        if (c->row.message_id)
            edit_panel_message(c, c->row.message_id, panel_shown);
        else
            panel_settled(c);
        return;
    }
    struct buffer body;
    buffer_init(&body, WIRE_MOST);
    wire_panel(&body, &c->row, NULL);
    respond_edit(c->bot, &c->interaction, &body, pressed_panel_shown, c);
    buffer_free(&body);
}

/* ---- Stored. */

static enum answer outcome_of(const struct change *c)
{
    if (c->corrects)
        return row_correction_of(&c->row, c->interaction.user_id) ? ANSWER_CORRECTED
                                                                  : ANSWER_CORRECTION_REMOVED;
    return row_validated_by(&c->row, c->interaction.user_id) ? ANSWER_VALIDATED : ANSWER_WITHDRAWN;
}

static void finish_stored(struct change *c)
{
    enum answer answer = outcome_of(c);
    count(c, METRIC_VALIDATIONS_STORED);
    log_event(LOG_INFO, "validation.stored",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id), log_text("name", name_of_presser(c)),
                       log_int("validators", (int64_t)c->row.validator_count),
                       log_int("corrections", (int64_t)c->row.correction_count)),
              "Validation enregistrée");
    c->to_be_awaited = 2;
    show_panel(c);
    respond_tell(c->bot, &c->interaction, answer, NULL, presser_told, c);
    if (answer == ANSWER_CORRECTED)
        owner_tell(c->bot, c->interaction.guild_id, c->interaction.channel_id, c->row.message_id,
                   c->interaction.id);
}

static void row_stored(void *ctx, const struct row_reply *reply)
{
    struct change *c = ctx;
    if (reply->refused) {
        refuse_in_line(c, reply->refused);
        return;
    }
    /* Not our own idea of the row: an operation that was applied in an earlier life is answered with what
     * stands. */
    row_free(&c->row);
    row_copy(&c->row, reply->row);
    finish_stored(c);
}

/* ---- Read, changed. */

static enum validation_result apply(struct change *c)
{
    if (c->corrects)
        return validation_correct(&c->row, c->interaction.user_id, c->interaction.input);
    return validation_toggle(&c->row, c->interaction.user_id);
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct change *c = ctx;
    if (reply->refused) {
        refuse_in_line(c, reply->refused);
        return;
    }
    row_copy(&c->row, reply->row);
    if (c->row.message_id == 0)
        c->row.message_id = c->interaction.message_id;
    switch (apply(c)) {
    case VALIDATION_NO_ROOM:
        refuse_in_line(c, ROW_FULL);
        break;
    case VALIDATION_UNCHANGED:
        finish_stored(c); /* it stands there already */
        break;
    case VALIDATION_CHANGED:
        row_store_put(c->bot->rows, c->interaction.channel_id, c->interaction.id, &c->row, ROW_PATIENCE_MS,
                      row_stored, c);
        break;
    }
}

static void my_turn(void *ctx)
{
    struct change *c = ctx;
    row_store_get(c->bot->rows, c->interaction.channel_id, ROW_PATIENCE_MS, row_came, c);
}

static void join_line(struct change *c)
{
    c->turn = (struct ticket_turn){.channel_id = c->interaction.channel_id, .on_turn = my_turn, .ctx = c};
    switch (ticket_line_join(&c->bot->line, &c->turn)) {
    case TICKET_FIRST:
        my_turn(c);
        break;
    case TICKET_WAITS:
        break;
    case TICKET_REFUSED:
        tell_refusal(c, BUSY);
        break;
    }
}

/* ---- Acknowledged. */

struct lookup {
    const struct bot_context *bot;
    uint64_t guild_id;
};

static uint64_t channel_named(void *ctx, const char *name, size_t length)
{
    const struct lookup *lookup = ctx;
    return channel_cache_named(lookup->bot->channels, lookup->guild_id, name, length);
}

static void link_channels(void *ctx)
{
    struct change *c = ctx;
    struct lookup lookup = {c->bot, c->interaction.guild_id};
    struct buffer text;
    buffer_init(&text, TEXT_MOST);
    mentions_link_channels(&text, c->interaction.input, channel_named, &lookup);
    if (!text.failed) {
        free(c->interaction.input);
        c->interaction.input = text_copy(buffer_string(&text));
    }
    buffer_free(&text);
    join_line(c);
}

static void acknowledged(void *ctx, enum acknowledgement acknowledgement)
{
    struct change *c = ctx;
    if (acknowledgement != ACKNOWLEDGED) {
        if (acknowledgement == NOT_ACKNOWLEDGED)
            count(c, METRIC_VALIDATIONS_REFUSED);
        c->to_be_awaited = 1;
        end_one(c);
    } else if (!c->corrects || !mentions_any_channel(c->interaction.input)) {
        join_line(c);
    } else if (guild_channels_known(c->bot, c->interaction.guild_id, link_channels, c)) {
        link_channels(c);
    }
}

static void begin(struct bot_context *bot, struct interaction *interaction, bool corrects)
{
    struct change *c = story_begin(bot, sizeof(*c), free_inside);
    c->bot = bot;
    c->interaction = *interaction;
    c->corrects = corrects;
    c->pending = (struct pending){.kind = corrects ? PENDING_CORRECT : PENDING_VALIDATE,
                                  .interaction = &c->interaction};
    *interaction = (struct interaction){0};
    pending_add(&bot->pending, &c->pending);
    if (c->interaction.message_id)
        respond_deferred_update(bot, &c->interaction, acknowledged, c);
    else /* a form that was not opened from a message: there is nothing to update */
        respond_deferred_answer(bot, &c->interaction, acknowledged, c);
}

void change_validate(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, false);
}

void change_correct(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, true);
}
