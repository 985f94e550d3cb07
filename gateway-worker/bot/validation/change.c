/* The steps, in order:
 *   acknowledge → (look up channel names) → wait for the ticket's line → read the row → change it → store it
 *   → leave the line once the panel shows it, and tell the presser.
 * Changes that wait in one ticket's line are made together, in order, and stored by one put.
 * Nothing is changed before Discord has the acknowledgement: else the presser sees a failure, presses again,
 * and undoes what he did. The operation's id is the interaction's, so that a replay after a crash is stored
 * once. */
#include "change.h"

#include "channel_cache.h"
#include "guild_channels.h"
#include "log.h"
#include "mentions.h"
#include "owner.h"
#include "permission_advice.h"
#include "presser.h"
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
#define SHARED_ROW_MOST (16 * 1024)

static const char ROW_FULL[] = "la ligne de ce ticket est pleine";
static const char BUSY[] = "trop de demandes attendent, réessayez dans une minute";

struct change {
    struct bot_context *bot;
    struct interaction interaction;
    bool corrects;
    struct ticket_turn turn;
    struct pending pending;
    struct presser presser;
    struct row row;         /* as changed here, then as stored */
    unsigned to_be_awaited; /* the panel's edit, the word to the presser */
    /* Changes that wait in the same line go with the first of them, so that a slow disk costs them one round. */
    struct change *rider; /* the next that goes with the same put; its turn is only to leave the line */
    bool rides;           /* behind another */
    bool has_turn, is_shown;
    enum answer answer; /* of a change that was put in company: how the row stood after it */
};

/* ---- The end: everyone has been told. */

static void free_inside(void *story)
{
    struct change *c = story;
    presser_free(&c->presser);
    pending_remove(&c->bot->pending, &c->pending);
    interaction_free(&c->interaction);
    row_free(&c->row);
}

static void end_one(struct change *c)
{
    if (--c->to_be_awaited == 0)
        story_end(c->bot, c);
}

static void presser_told(void *ctx)
{
    end_one(ctx);
}

static void leave_line(struct change *c)
{
    ticket_line_leave(&c->bot->line, &c->turn);
    end_one(c);
}

static void panel_settled(struct change *c)
{
    c->is_shown = true;
    if (c->has_turn)
        leave_line(c);
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
                       log_text("name", presser_name(&c->presser))),
              "Validation non enregistrée : %s", reason);
    presser_tell(&c->presser, ANSWER_NOT_STORED, reason);
}

/* Patience is over, and the disk may still take it. */
static void tell_uncertain(struct change *c, const char *reason)
{
    char words[PRESSER_REASON_SIZE];
    log_event(LOG_WARN, "validation.uncertain",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", presser_name(&c->presser))),
              "On ne sait pas encore si une validation est enregistrée : %s", reason);
    snprintf(words, sizeof(words),
             "%.240s. Regardez la feuille, ou « /validation », avant de recommencer : elle y sera peut-être",
             reason);
    presser_tell(&c->presser, ANSWER_UNCERTAIN, words);
}

/* It and those that go with it. */
static void refuse_in_line(struct change *c, const struct row_reply *reply)
{
    for (struct change *next; c; c = next) {
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

/* The first one's edit shows the newest panel as it is after all of them, and the one that it was pressed on. */
static bool is_shown_by(const struct change *first, const struct change *c)
{
    uint64_t pressed = c->interaction.answer_deferred ? 0 : c->interaction.message_id;
    return c != first &&
           (!pressed || pressed == c->row.message_id || pressed == first->interaction.message_id);
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

static enum answer outcome_in(const struct change *c, const struct row *row)
{
    if (c->corrects)
        return row_correction_of(row, c->interaction.user_id) ? ANSWER_CORRECTED : ANSWER_CORRECTION_REMOVED;
    return row_validated_by(row, c->interaction.user_id) ? ANSWER_VALIDATED : ANSWER_WITHDRAWN;
}

static void tell_stored(struct change *c, enum answer answer)
{
    count(c, METRIC_VALIDATIONS_STORED);
    log_event(LOG_INFO, "validation.stored",
              LOG_WITH(log_int("channel", (int64_t)c->interaction.channel_id),
                       log_int("user", (int64_t)c->interaction.user_id),
                       log_text("name", presser_name(&c->presser)),
                       log_int("validators", (int64_t)c->row.validator_count),
                       log_int("corrections", (int64_t)c->row.correction_count)),
              "Validation enregistrée");
    c->to_be_awaited = 2;
    presser_tell(&c->presser, answer, NULL);
    if (answer == ANSWER_CORRECTED)
        owner_tell(c->bot, c->interaction.guild_id, c->interaction.channel_id, c->row.message_id,
                   c->interaction.id);
}

/* All that this row holds. The first leaves the line last of all, and frees itself. */
static void finish_stored(struct change *first)
{
    tell_stored(first, first->rider ? first->answer : outcome_in(first, &first->row));
    for (struct change *c = first->rider; c; c = c->rider) {
        row_free(&c->row);
        row_copy(&c->row, &first->row);
        tell_stored(c, c->answer);
    }
    for (struct change *c = first->rider, *next; c; c = next) {
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
    struct change *c = ctx;
    if (reply->refused) {
        refuse_in_line(c, reply);
        return;
    }
    /* Not our own idea of the row: an operation that was applied in an earlier life is answered with what
     * stands. */
    row_free(&c->row);
    row_copy(&c->row, reply->row);
    finish_stored(c);
}

/* ---- Read, changed. */

static enum validation_result apply(const struct change *c, struct row *row)
{
    if (c->corrects)
        return validation_correct(row, c->interaction.user_id, c->interaction.input);
    return validation_toggle(row, c->interaction.user_id);
}

static void my_turn(void *ctx);

/* The change that waits behind `c` and may go with it; NULL: none. One that an earlier life may have put goes
 * alone, for its operation may be applied already. */
static struct change *next_rider(const struct change *c)
{
    const struct ticket_turn *turn = ticket_line_behind(&c->turn);
    struct change *next = turn && turn->on_turn == my_turn ? turn->ctx : NULL;
    return next && !next->interaction.begun_before && !c->interaction.begun_before ? next : NULL;
}

/* The row cannot be had, for any of them. */
static void refuse_line(struct change *first, const struct row_reply *reply)
{
    for (struct change *c = first; (c->rider = next_rider(c)); c = c->rider)
        c->rider->rides = true;
    refuse_in_line(first, reply);
}

/* A row near what a frame takes goes with one change at a time: what is refused for its length is refused to
 * whom it is too long for. */
static bool has_room_for_riders(const struct row *row)
{
    struct buffer cells;
    buffer_init(&cells, SHARED_ROW_MOST);
    row_write_b(row, &cells);
    row_write_c(row, &cells);
    bool room = !cells.failed;
    buffer_free(&cells);
    return room;
}

/* Takes along as many as there are, in order. Returns whether any of them changed the row. */
static bool take_riders(struct change *first, struct row_operations *operations)
{
    bool changed = false;
    struct change *last = first, *next;
    first->answer = outcome_in(first, &first->row);
    while (operations->count < ROW_STORE_OPERATIONS_MOST && (next = next_rider(last))) {
        struct row row;
        row_copy(&row, &first->row);
        enum validation_result result = apply(next, &row);
        if (result == VALIDATION_NO_ROOM || !has_room_for_riders(&row)) { /* in its own turn */
            row_free(&row);
            break;
        }
        changed |= result == VALIDATION_CHANGED;
        row_free(&first->row);
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
    struct change *c = ctx;
    if (reply->refused) {
        refuse_line(c, reply);
        return;
    }
    row_copy(&c->row, reply->row);
    if (c->row.message_id == 0)
        c->row.message_id = c->interaction.message_id;
    struct row_operations operations = {.ids = {c->interaction.id}, .count = 1};
    enum validation_result result = apply(c, &c->row);
    if (result == VALIDATION_NO_ROOM)
        refuse_in_line(c, &(struct row_reply){.refused = ROW_FULL});
    else if (take_riders(c, &operations) || result == VALIDATION_CHANGED)
        row_store_put(c->bot->rows, c->interaction.channel_id, &operations, &c->row, ROW_PATIENCE_MS,
                      row_stored, c);
    else
        finish_stored(c); /* it stands there already */
}

static void my_turn(void *ctx)
{
    struct change *c = ctx;
    c->has_turn = true;
    if (!c->rides)
        row_store_get(c->bot->rows, c->interaction.channel_id, ROW_PATIENCE_MS, row_came, c);
    else if (c->is_shown)
        leave_line(c);
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
        return;
    }
    presser_init(&c->presser, c->bot, &c->interaction, presser_told, c);
    if (!c->corrects || !mentions_any_channel(c->interaction.input)) {
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
