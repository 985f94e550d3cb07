/* Runs a press step by step:
 *   acknowledge → (look up channel names) → join the channel's queue → read the row → change it → store it
 *   → leave the queue once the panel shows it, and tell the presser.
 * Presses that wait in one channel's queue are applied together, in order, and stored by one put.
 * Where the sheet cannot be read the change itself is stored instead, and done by the sheets-worker later.
 * Nothing is changed before Discord has the acknowledgement: else the presser sees a failure, presses again,
 * and undoes what he did. The operation's id is the interaction's, so that a replay after a crash is stored
 * once. */
#include "press.h"

#include "correction_links.h"
#include "loop.h"
#include "operation.h"
#include "owner_notice.h"
#include "press_change.h"
#include "press_panel.h"
#include "press_reply.h"
#include "respond.h"
#include "row_client.h"

#define ROW_PATIENCE_MS 60000
/* A sheet that cannot be read is waited for so long, from the press on: then the presser is told, in the 5 s
 * in which he is told anything (press_reply.c), that what he asked for is kept. */
#define UNREAD_PATIENCE_MS 4000

static const char ROW_FULL[] = "la ligne de ce ticket est pleine";
static const char BUSY[] = "trop de demandes attendent, réessayez dans une minute";

struct press {
    struct bot_context *bot;
    struct interaction interaction;
    bool corrects;
    struct queue_entry entry;
    struct pending pending;
    struct press_reply reply;
    struct press_panel panel;
    struct correction_links links;
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
    struct press *p = operation;
    press_reply_free(&p->reply);
    pending_remove(&p->bot->pending, &p->pending);
    interaction_free(&p->interaction);
    ticket_row_free(&p->row);
}

static void end_one(struct press *p)
{
    if (--p->to_be_awaited == 0)
        operation_end(p->bot, p);
}

static void presser_told(void *ctx)
{
    end_one(ctx);
}

static void leave_queue(struct press *p)
{
    channel_queue_leave(&p->bot->queue, &p->entry);
    end_one(p);
}

static void panel_settled(void *ctx)
{
    struct press *p = ctx;
    p->is_shown = true;
    if (p->is_at_front)
        leave_queue(p);
}

/* It and those that go with it. */
static void refuse_with_riders(struct press *p, const struct row_reply *reply)
{
    for (struct press *next; p; p = next) {
        next = p->rider;
        p->to_be_awaited = 2;
        if (reply->undecided)
            press_reply_uncertain(&p->reply, reply->refused);
        else
            press_reply_refused(&p->reply, reply->refused);
        panel_settled(p);
    }
}

/* The first one's edit shows the newest panel as it is after all of them, and the one that it was pressed on. */
static bool is_shown_by(const struct press *first, const struct press *p)
{
    uint64_t pressed = p->interaction.answer_deferred ? 0 : p->interaction.message_id;
    return p != first &&
           (!pressed || pressed == p->row.message_id || pressed == first->interaction.message_id);
}

/* ---- Stored. */

static void tell_stored(struct press *p, enum answer answer)
{
    p->to_be_awaited = 2;
    press_reply_stored(&p->reply, answer, &p->row);
    if (answer == ANSWER_CORRECTED)
        owner_notice_send(p->bot, p->interaction.guild_id, p->interaction.channel_id, p->row.message_id,
                          p->interaction.id);
}

/* All that this row holds. The first leaves the queue last of all, and frees itself. */
static void finish_stored(struct press *first)
{
    tell_stored(first, first->rider ? first->answer
                                    : press_change_answer(&first->interaction, first->corrects, &first->row));
    for (struct press *p = first->rider; p; p = p->rider) {
        ticket_row_free(&p->row);
        ticket_row_copy(&p->row, &first->row);
        tell_stored(p, p->answer);
    }
    for (struct press *p = first->rider, *next; p; p = next) {
        next = p->rider;
        if (is_shown_by(first, p))
            panel_settled(p);
        else
            press_panel_show(&p->panel);
    }
    press_panel_show(&first->panel);
}

static void row_stored(void *ctx, const struct row_reply *reply)
{
    struct press *p = ctx;
    if (reply->refused) {
        refuse_with_riders(p, reply);
        return;
    }
    /* Not our own idea of the row: an operation that was applied in an earlier life is answered with what
     * stands. */
    ticket_row_free(&p->row);
    ticket_row_copy(&p->row, reply->row);
    finish_stored(p);
}

/* ---- The row cannot be read: what was asked for is kept, and done once it can be. */

static void change_kept(void *ctx, const struct row_reply *reply)
{
    struct press *p = ctx;
    if (reply->refused) {
        refuse_with_riders(p, reply);
        return;
    }
    p->to_be_awaited = 2;
    press_reply_kept(&p->reply);
    if (p->corrects)
        owner_notice_send(p->bot, p->interaction.guild_id, p->interaction.channel_id,
                          p->interaction.message_id, p->interaction.id);
    panel_settled(p);
}

/* Whoever waits behind has its own turn, and was pressed about as long ago. */
static void keep(struct press *p)
{
    const struct row_change change = {.operation = p->interaction.id,
                                      .user_id = p->interaction.user_id,
                                      .message_id = p->interaction.message_id,
                                      .text = p->corrects ? p->interaction.input : NULL};
    row_client_keep(p->bot->rows, p->interaction.channel_id, &change, ROW_PATIENCE_MS, change_kept, p);
}

/* ---- Read, changed. */

static void at_front(void *ctx);

/* The press that waits behind `p` and may go with it; NULL: none. One that an earlier life may have put goes
 * alone, for its operation may be applied already. */
static struct press *next_rider(const struct press *p)
{
    const struct queue_entry *entry = channel_queue_behind(&p->entry);
    struct press *next = entry && entry->on_front == at_front ? entry->ctx : NULL;
    return next && !next->interaction.begun_before && !p->interaction.begun_before ? next : NULL;
}

/* The row cannot be had, for any of them. */
static void refuse_queue(struct press *first, const struct row_reply *reply)
{
    for (struct press *p = first; (p->rider = next_rider(p)); p = p->rider)
        p->rider->rides = true;
    refuse_with_riders(first, reply);
}

/* Takes along as many as there are, in order. Returns whether any of them changed the row. */
static bool take_riders(struct press *first, struct row_operations *operations)
{
    bool changed = false;
    struct press *last = first, *next;
    first->answer = press_change_answer(&first->interaction, first->corrects, &first->row);
    while (operations->count < ROW_OPERATIONS_MAX && (next = next_rider(last))) {
        struct ticket_row row;
        ticket_row_copy(&row, &first->row);
        enum validation_result result = press_change_apply(&next->interaction, next->corrects, &row);
        if (result == VALIDATION_NO_ROOM || !press_change_may_be_shared(&row)) { /* at its own time */
            ticket_row_free(&row);
            break;
        }
        changed |= result == VALIDATION_CHANGED;
        ticket_row_free(&first->row);
        first->row = row;
        next->answer = press_change_answer(&next->interaction, next->corrects, &first->row);
        next->rides = true;
        last->rider = next;
        last = next;
        operations->ids[operations->count++] = next->interaction.id;
    }
    return changed;
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct press *p = ctx;
    if (reply->unread) {
        keep(p);
        return;
    }
    if (reply->refused) {
        refuse_queue(p, reply);
        return;
    }
    ticket_row_copy(&p->row, reply->row);
    if (p->row.message_id == 0)
        p->row.message_id = p->interaction.message_id;
    struct row_operations operations = {.ids = {p->interaction.id}, .count = 1};
    enum validation_result result = press_change_apply(&p->interaction, p->corrects, &p->row);
    if (result == VALIDATION_NO_ROOM)
        refuse_with_riders(p, &(struct row_reply){.refused = ROW_FULL});
    else if (take_riders(p, &operations) || result == VALIDATION_CHANGED)
        row_client_put(p->bot->rows, p->interaction.channel_id, &operations, &p->row, ROW_PATIENCE_MS,
                       row_stored, p);
    else
        finish_stored(p); /* it stands there already */
}

static uint64_t unread_patience_ms(const struct press *p)
{
    uint64_t age_ms = loop_now_ms(p->bot->loop) - p->interaction.arrived_ms;
    return age_ms < UNREAD_PATIENCE_MS ? UNREAD_PATIENCE_MS - age_ms : 0;
}

static void at_front(void *ctx)
{
    struct press *p = ctx;
    p->is_at_front = true;
    if (!p->rides)
        row_client_get_or_keep(p->bot->rows, p->interaction.channel_id, ROW_PATIENCE_MS,
                               unread_patience_ms(p), row_came, p);
    else if (p->is_shown)
        leave_queue(p);
}

static void join_queue(void *ctx)
{
    struct press *p = ctx;
    p->entry = (struct queue_entry){.channel_id = p->interaction.channel_id, .on_front = at_front, .ctx = p};
    switch (channel_queue_join(&p->bot->queue, &p->entry)) {
    case QUEUE_FIRST:
        at_front(p);
        break;
    case QUEUE_WAITS:
        break;
    case QUEUE_REFUSED:
        p->to_be_awaited = 1;
        press_reply_refused(&p->reply, BUSY);
        break;
    }
}

/* ---- Acknowledged. */

static void acknowledged(void *ctx, enum acknowledgement acknowledgement)
{
    struct press *p = ctx;
    if (acknowledgement != ACKNOWLEDGED) {
        if (acknowledgement == NOT_ACKNOWLEDGED)
            press_reply_count(p->bot, METRIC_VALIDATIONS_REFUSED);
        p->to_be_awaited = 1;
        end_one(p);
        return;
    }
    press_reply_init(&p->reply, p->bot, &p->interaction, presser_told, p);
    if (p->corrects)
        correction_links_make(&p->links);
    else
        join_queue(p);
}

static void begin(struct bot_context *bot, struct interaction *interaction, bool corrects)
{
    struct press *p = operation_begin(bot, sizeof(*p), free_inside);
    p->bot = bot;
    p->interaction = *interaction;
    p->corrects = corrects;
    p->pending = (struct pending){.kind = corrects ? PENDING_CORRECT : PENDING_VALIDATE,
                                  .interaction = &p->interaction};
    p->panel = (struct press_panel){bot, &p->interaction, &p->row, panel_settled, p};
    p->links = (struct correction_links){bot, &p->interaction, join_queue, p};
    *interaction = (struct interaction){0};
    pending_add(&bot->pending, &p->pending);
    if (p->interaction.message_id)
        respond_deferred_update(bot, &p->interaction, acknowledged, p);
    else /* a form that was not opened from a message: there is nothing to update */
        respond_deferred_answer(bot, &p->interaction, acknowledged, p);
}

void press_validate(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, false);
}

void press_correct(struct bot_context *bot, struct interaction *interaction)
{
    begin(bot, interaction, true);
}
