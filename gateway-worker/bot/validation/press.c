/* Runs a press step by step:
 *   acknowledge → (look up channel names) → join the channel's queue → read the row → change it → store it
 *   → leave the queue once the panel shows it, and tell the presser.
 * Presses that wait in one channel's queue are applied together, in order, and stored by one put.
 * Nothing is changed before Discord has the acknowledgement: else the presser sees a failure, presses again,
 * and undoes what he did. The operation's id is the interaction's, so that a replay after a crash is stored
 * once. */
#include "press.h"

#include "channel_cache.h"
#include "guild_channels.h"
#include "log.h"
#include "mentions.h"
#include "operation.h"
#include "owner_notice.h"
#include "permission_log.h"
#include "press_reply.h"
#include "reporter.h"
#include "respond.h"
#include "rest.h"
#include "row_client.h"
#include "text_copy.h"
#include "validation_rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_PATIENCE_MS 60000
#define TEXT_MAX        (64 * 1024)
#define SHARED_ROW_MAX  (16 * 1024)

static const char ROW_FULL[] = "la ligne de ce ticket est pleine";
static const char BUSY[] = "trop de demandes attendent, réessayez dans une minute";

struct press {
    struct bot_context *bot;
    struct interaction interaction;
    bool corrects;
    struct queue_entry entry;
    struct pending pending;
    struct press_reply reply;
    struct ticket_row row;  /* as changed here, then as stored */
    unsigned to_be_awaited; /* the panel's edit, the reply to the presser */
    /* Presses that wait in the same queue go with the first of them, so that a slow disk costs them one round. */
    struct press *rider; /* the next that goes with the same put; it waits only to leave the queue */
    bool rides;          /* behind another */
    bool is_at_front, is_shown;
    enum answer answer; /* of a press that was put in company: how the row stood after it */
};

/* ---- The end: panel and presser have been updated. */

static void free_inside(void *operation)
{
    struct press *c = operation;
    press_reply_free(&c->reply);
    pending_remove(&c->bot->pending, &c->pending);
    interaction_free(&c->interaction);
    ticket_row_free(&c->row);
}

static void end_one(struct press *c)
{
    if (--c->to_be_awaited == 0)
        operation_end(c->bot, c);
}

static void presser_told(void *ctx)
{
    end_one(ctx);
}

static void leave_queue(struct press *c)
{
    channel_queue_leave(&c->bot->queue, &c->entry);
    end_one(c);
}

static void panel_settled(struct press *c)
{
    c->is_shown = true;
    if (c->is_at_front)
        leave_queue(c);
}

/* Before the presser is told: the numbers never know less than people do. */
static void count(struct press *c, enum metric metric)
{
    metrics_add(c->bot->metrics, metric, 1);
    reporter_send(c->bot->reporter);
}

static void tell_refusal(struct press *c, const char *reason)
{
    count(c, METRIC_VALIDATIONS_REFUSED);
    log_event(LOG_WARN, "validation.refused",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", press_reply_name(&c->reply))),
              "Validation non enregistrée : %s", reason);
    press_reply_tell(&c->reply, ANSWER_NOT_STORED, reason);
}

/* Patience is over, and the disk may still take it. */
static void tell_uncertain(struct press *c, const char *reason)
{
    char words[PRESS_REASON_SIZE];
    log_event(LOG_WARN, "validation.uncertain",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", press_reply_name(&c->reply))),
              "On ne sait pas encore si une validation est enregistrée : %s", reason);
    snprintf(words, sizeof(words),
             "%.240s. Regardez la feuille, ou « /validation », avant de recommencer : elle y sera peut-être",
             reason);
    press_reply_tell(&c->reply, ANSWER_UNCERTAIN, words);
}

/* It and those that go with it. */
static void refuse_with_riders(struct press *c, const struct row_reply *reply)
{
    for (struct press *next; c; c = next) {
        next = c->rider;
        c->to_be_awaited = 2;
        if (reply->undecided)
            tell_uncertain(c, reply->refused);
        else
            tell_refusal(c, reply->refused);
        panel_settled(c);
    }
}

/* ---- The panel shows what is stored. */

static void panel_shown(void *ctx, const struct rest_result *result)
{
    struct press *c = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "panel.not_shown",
                  LOG_WITH(log_text("request", result->label), log_int("status", result->status),
                           log_int("code", result->code)),
                  "Panneau non mis à jour, la feuille est à jour : %s", rest_outcome_reason(result->outcome));
    permission_log_missing(c->bot, c->interaction.channel_id, ACTION_EDIT, result);
    panel_settled(c);
}

/* As the bot, not as the interaction: for another panel of this ticket, or when the interaction's token is
 * worth no more. */
static void edit_panel_message(struct press *c, uint64_t message_id, rest_on_done *on_done)
{
    char path[96];
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_panel(&body, &c->row, NULL);
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
    struct press *c = ctx;
    bool shown = result->outcome == REST_DONE, older = c->row.message_id != c->interaction.message_id;
    if (!shown && c->interaction.message_id && !older)
        edit_panel_message(c, c->interaction.message_id, panel_shown);
    else if (c->row.message_id && older)
        edit_panel_message(c, c->row.message_id, panel_shown);
    else
        panel_shown(c, result);
}

/* The first one's edit shows the newest panel as it is after all of them, and the one that it was pressed on. */
static bool is_shown_by(const struct press *first, const struct press *c)
{
    uint64_t pressed = c->interaction.answer_deferred ? 0 : c->interaction.message_id;
    return c != first &&
           (!pressed || pressed == c->row.message_id || pressed == first->interaction.message_id);
}

static void show_panel(struct press *c)
{
    if (c->interaction.answer_deferred) { /* its @original is the answer, not the panel */
        if (c->row.message_id)
            edit_panel_message(c, c->row.message_id, panel_shown);
        else
            panel_settled(c);
        return;
    }
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_panel(&body, &c->row, NULL);
    respond_edit(c->bot, &c->interaction, &body, pressed_panel_shown, c);
    buffer_free(&body);
}

/* ---- Stored. */

static enum answer outcome_in(const struct press *c, const struct ticket_row *row)
{
    if (c->corrects)
        return ticket_row_correction_of(row, c->interaction.user_id) ? ANSWER_CORRECTED
                                                                     : ANSWER_CORRECTION_REMOVED;
    return ticket_row_validated_by(row, c->interaction.user_id) ? ANSWER_VALIDATED : ANSWER_WITHDRAWN;
}

static void tell_stored(struct press *c, enum answer answer)
{
    count(c, METRIC_VALIDATIONS_STORED);
    log_event(LOG_INFO, "validation.stored",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", press_reply_name(&c->reply)),
                       log_int("validators", (int64_t)c->row.validator_count),
                       log_int("corrections", (int64_t)c->row.correction_count)),
              "Validation enregistrée");
    c->to_be_awaited = 2;
    press_reply_tell(&c->reply, answer, NULL);
    if (answer == ANSWER_CORRECTED)
        owner_notice_send(c->bot, c->interaction.guild_id, c->interaction.channel_id, c->row.message_id,
                          c->interaction.id);
}

/* All that this row holds. The first leaves the queue last of all, and frees itself. */
static void finish_stored(struct press *first)
{
    tell_stored(first, first->rider ? first->answer : outcome_in(first, &first->row));
    for (struct press *c = first->rider; c; c = c->rider) {
        ticket_row_free(&c->row);
        ticket_row_copy(&c->row, &first->row);
        tell_stored(c, c->answer);
    }
    for (struct press *c = first->rider, *next; c; c = next) {
        next = c->rider;
        if (is_shown_by(first, c))
            panel_settled(c);
        else
            show_panel(c);
    }
    show_panel(first);
}

static void row_stored(void *ctx, const struct row_reply *reply)
{
    struct press *c = ctx;
    if (reply->refused) {
        refuse_with_riders(c, reply);
        return;
    }
    /* Not our own idea of the row: an operation that was applied in an earlier life is answered with what
     * stands. */
    ticket_row_free(&c->row);
    ticket_row_copy(&c->row, reply->row);
    finish_stored(c);
}

/* ---- Read, changed. */

static enum validation_result apply(const struct press *c, struct ticket_row *row)
{
    if (c->corrects)
        return validation_correct(row, c->interaction.user_id, c->interaction.input);
    return validation_toggle(row, c->interaction.user_id);
}

static void at_front(void *ctx);

/* The press that waits behind `c` and may go with it; NULL: none. One that an earlier life may have put goes
 * alone, for its operation may be applied already. */
static struct press *next_rider(const struct press *c)
{
    const struct queue_entry *entry = channel_queue_behind(&c->entry);
    struct press *next = entry && entry->on_front == at_front ? entry->ctx : NULL;
    return next && !next->interaction.begun_before && !c->interaction.begun_before ? next : NULL;
}

/* The row cannot be had, for any of them. */
static void refuse_queue(struct press *first, const struct row_reply *reply)
{
    for (struct press *c = first; (c->rider = next_rider(c)); c = c->rider)
        c->rider->rides = true;
    refuse_with_riders(first, reply);
}

/* A row near what a frame takes goes with one press at a time: what is refused for its length is refused to
 * whom it is too long for. */
static bool has_room_for_riders(const struct ticket_row *row)
{
    struct buffer cells;
    buffer_init(&cells, SHARED_ROW_MAX);
    ticket_row_write_b(row, &cells);
    ticket_row_write_c(row, &cells);
    bool room = !cells.failed;
    buffer_free(&cells);
    return room;
}

/* Takes along as many as there are, in order. Returns whether any of them changed the row. */
static bool take_riders(struct press *first, struct row_operations *operations)
{
    bool changed = false;
    struct press *last = first, *next;
    first->answer = outcome_in(first, &first->row);
    while (operations->count < ROW_OPERATIONS_MAX && (next = next_rider(last))) {
        struct ticket_row row;
        ticket_row_copy(&row, &first->row);
        enum validation_result result = apply(next, &row);
        if (result == VALIDATION_NO_ROOM || !has_room_for_riders(&row)) { /* at its own time */
            ticket_row_free(&row);
            break;
        }
        changed |= result == VALIDATION_CHANGED;
        ticket_row_free(&first->row);
        first->row = row;
        next->answer = outcome_in(next, &first->row);
        next->rides = true;
        last->rider = next;
        last = next;
        operations->ids[operations->count++] = next->interaction.id;
    }
    return changed;
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct press *c = ctx;
    if (reply->refused) {
        refuse_queue(c, reply);
        return;
    }
    ticket_row_copy(&c->row, reply->row);
    if (c->row.message_id == 0)
        c->row.message_id = c->interaction.message_id;
    struct row_operations operations = {.ids = {c->interaction.id}, .count = 1};
    enum validation_result result = apply(c, &c->row);
    if (result == VALIDATION_NO_ROOM)
        refuse_with_riders(c, &(struct row_reply){.refused = ROW_FULL});
    else if (take_riders(c, &operations) || result == VALIDATION_CHANGED)
        row_client_put(c->bot->rows, c->interaction.channel_id, &operations, &c->row, ROW_PATIENCE_MS,
                       row_stored, c);
    else
        finish_stored(c); /* it stands there already */
}

static void at_front(void *ctx)
{
    struct press *c = ctx;
    c->is_at_front = true;
    if (!c->rides)
        row_client_get(c->bot->rows, c->interaction.channel_id, ROW_PATIENCE_MS, row_came, c);
    else if (c->is_shown)
        leave_queue(c);
}

static void join_queue(struct press *c)
{
    c->entry = (struct queue_entry){.channel_id = c->interaction.channel_id, .on_front = at_front, .ctx = c};
    switch (channel_queue_join(&c->bot->queue, &c->entry)) {
    case QUEUE_FIRST:
        at_front(c);
        break;
    case QUEUE_WAITS:
        break;
    case QUEUE_REFUSED:
        c->to_be_awaited = 1;
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
    struct press *c = ctx;
    struct lookup lookup = {c->bot, c->interaction.guild_id};
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    mentions_link_channels(&text, c->interaction.input, channel_named, &lookup);
    if (!text.failed) {
        free(c->interaction.input);
        c->interaction.input = text_copy(buffer_string(&text));
    }
    buffer_free(&text);
    join_queue(c);
}

static void acknowledged(void *ctx, enum acknowledgement acknowledgement)
{
    struct press *c = ctx;
    if (acknowledgement != ACKNOWLEDGED) {
        if (acknowledgement == NOT_ACKNOWLEDGED)
            count(c, METRIC_VALIDATIONS_REFUSED);
        c->to_be_awaited = 1;
        end_one(c);
        return;
    }
    press_reply_init(&c->reply, c->bot, &c->interaction, presser_told, c);
    if (!c->corrects || !mentions_any_channel(c->interaction.input)) {
        join_queue(c);
    } else if (guild_channels_known(c->bot, c->interaction.guild_id, link_channels, c)) {
        link_channels(c);
    }
}

static void begin(struct bot_context *bot, struct interaction *interaction, bool corrects)
{
    struct press *c = operation_begin(bot, sizeof(*c), free_inside);
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

void press_validate(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, false);
}

void press_correct(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, true);
}
