/* Posts a panel, at the front of the channel's queue: (acknowledge) → read the row → is there a panel? → post → store its id →
 * pin. */
#include "panel_post.h"

#include "log.h"
#include "message_nonce.h"
#include "message_updates.h"
#include "operation.h"
#include "panel.h"
#include "permission_log.h"
#include "pins.h"
#include "respond.h"
#include "rest.h"
#include "retries.h"
#include "row_client.h"

#include <inttypes.h>
#include <stdio.h>

#define ROW_PATIENCE_MS   60000
#define SHORT_PATIENCE_MS 5000 /* a new ticket has no row to wait for; a retry asks again */

static const char BUSY[] = "trop de demandes attendent, réessayez dans une minute";

struct panel_post {
    struct bot_context *bot;
    uint64_t channel_id;
    bool is_new;
    bool by_command;
    struct interaction interaction; /* of the command */
    struct queue_entry entry;
    struct pending pending;
    struct ticket_row row;
    bool unread; /* nobody could say whether it has a row: none is begun */
    bool off;    /* there is no sheet to read the row from, nor to note the panel in */
    uint64_t message_id;
};

static void free_inside(void *operation)
{
    struct panel_post *p = operation;
    pending_remove(&p->bot->pending, &p->pending);
    interaction_free(&p->interaction);
    ticket_row_free(&p->row);
}

static void end(struct panel_post *p)
{
    operation_end(p->bot, p);
}

static void asker_told(void *ctx, const struct rest_result *result)
{
    (void)result; /* the panel itself is the answer; counted by rest when it fails */
    end(ctx);
}

static void tell_asker(struct panel_post *p, enum answer answer, const char *reason)
{
    if (!p->by_command) {
        end(p);
        return;
    }
    respond_tell(p->bot, &p->interaction, answer, reason, asker_told, p);
}

/* At level WARN once: retries are silent. */
static void say_not_posted(const struct panel_post *p, const char *reason)
{
    bool is_retry = retry_queue_find(&p->bot->retry_queue, p->channel_id, 0) != NULL;
    log_event(is_retry ? LOG_DEBUG : LOG_WARN, "panel.not_posted",
              LOG_WITH(log_int("channel", (int64_t)p->channel_id)), "Panneau non publié : %s", reason);
}

static void give_up(struct panel_post *p, const char *reason)
{
    channel_queue_leave(&p->bot->queue, &p->entry);
    tell_asker(p, ANSWER_PANEL_NOT_POSTED, reason);
}

static void give_up_without_row(struct panel_post *p, const char *reason)
{
    say_not_posted(p, reason);
    if (!p->by_command)
        retries_without_row(p->bot, p->channel_id);
    give_up(p, reason);
}

static void give_up_refused(struct panel_post *p, enum ticket_action action, const struct rest_result *result)
{
    const char *reason = rest_outcome_reason(result->outcome);
    permission_log_missing(p->bot, p->channel_id, action, result);
    say_not_posted(p, reason);
    if (!p->by_command)
        retries_failed(p->bot, p->channel_id, 0, action, result);
    give_up(p, reason);
}

/* ---- Posted, or found. */

static void leave_posted(struct panel_post *p)
{
    channel_queue_leave(&p->bot->queue, &p->entry);
    tell_asker(p, ANSWER_PANEL_POSTED, NULL);
}

static void not_noted(struct panel_post *p, const char *reason)
{
    if (p->by_command)
        retries_done(p->bot, p->channel_id, 0);
    else
        retries_without_row(p->bot, p->channel_id);
    log_event(LOG_WARN, "panel.not_stored", LOG_WITH(log_int("channel", (int64_t)p->channel_id)),
              "Panneau publié, mais pas noté dans la feuille : %s", reason);
    leave_posted(p);
}

static void id_stored(void *ctx, const struct row_reply *reply)
{
    struct panel_post *p = ctx;
    if (reply->refused) {
        not_noted(p, reply->refused);
        return;
    }
    retries_done(p->bot, p->channel_id, 0);
    leave_posted(p);
}

static void store_id(struct panel_post *p)
{
    p->row.message_id = p->message_id;
    pins_put(p->bot, p->channel_id, p->message_id);
    if (p->off) {
        retries_done(p->bot, p->channel_id, 0);
        leave_posted(p);
        return;
    }
    if (p->unread) {
        not_noted(p, "sa ligne n'a pas pu être lue");
        return;
    }
    /* The panel's own id is the operation: this panel is noted once. */
    const struct row_operations operation = {.ids = {p->message_id}, .count = 1};
    row_client_put(p->bot->rows, p->channel_id, &operation, &p->row, ROW_PATIENCE_MS, id_stored, p);
}

static void posted(void *ctx, const struct rest_result *result)
{
    struct panel_post *p = ctx;
    p->message_id = json_id(json_get(result->json, "id"));
    if (result->outcome != REST_DONE || !p->message_id) {
        give_up_refused(p, ACTION_POST, result);
        return;
    }
    log_event(LOG_INFO, "panel.posted", LOG_WITH(log_int("channel", (int64_t)p->channel_id)),
              "Panneau publié");
    store_id(p);
}

static void post(struct panel_post *p)
{
    char path[64], nonce[26];
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages", p->channel_id);
    snprintf(nonce, sizeof(nonce), MESSAGE_NONCE_PANEL "%" PRIu64,
             p->by_command ? p->interaction.id : p->channel_id);
    message_json_panel(&body, &p->row, nonce);
    struct rest_request request = {.method = "POST",
                                   .path = path,
                                   .body = buffer_string(&body),
                                   .body_length = body.length,
                                   .repeatable = true};
    rest_send(p->bot->rest, &request, posted, p);
    buffer_free(&body);
}

/* ---- Is there a panel? */

static void messages_came(void *ctx, const struct rest_result *result)
{
    struct panel_post *p = ctx;
    if (result->outcome != REST_DONE && !p->is_new) {
        give_up_refused(p, ACTION_READ, result); /* there may well be one */
        return;
    }
    for (size_t i = 0; i < json_length(result->json); i++)
        if (panel_is(json_at(result->json, i)))
            p->message_id = json_id(json_get(json_at(result->json, i), "id"));
    if (p->message_id)
        store_id(p); /* posted in an earlier life, or by the predecessor */
    else
        post(p);
}

static void look_for_panel(struct panel_post *p)
{
    p->message_id = message_updates_panel(p->bot, p->channel_id);
    if (p->message_id) {
        store_id(p);
        return;
    }
    char path[80];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages?limit=50", p->channel_id);
    struct rest_request request = {.method = "GET", .path = path, .repeatable = true};
    rest_send(p->bot->rest, &request, messages_came, p);
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct panel_post *p = ctx;
    p->off = reply->off;
    p->unread = reply->refused && !p->off;
    if (p->unread && !p->is_new) {
        give_up_without_row(p, reply->refused); /* a panel built from nothing would lie */
        return;
    }
    if (!reply->refused)
        ticket_row_copy(&p->row, reply->row);
    if (p->by_command) {
        post(p);
    } else if (p->row.message_id) {
        retries_done(p->bot, p->channel_id, 0);
        channel_queue_leave(&p->bot->queue, &p->entry);
        end(p);
    } else {
        look_for_panel(p);
    }
}

static void at_front(void *ctx)
{
    struct panel_post *p = ctx;
    bool is_short = p->is_new || retry_queue_find(&p->bot->retry_queue, p->channel_id, 0);
    row_client_get(p->bot->rows, p->channel_id, is_short ? SHORT_PATIENCE_MS : ROW_PATIENCE_MS, row_came, p);
}

static void join_queue(struct panel_post *p)
{
    p->entry = (struct queue_entry){.channel_id = p->channel_id, .on_front = at_front, .ctx = p};
    switch (channel_queue_join(&p->bot->queue, &p->entry)) {
    case QUEUE_FIRST:
        at_front(p);
        break;
    case QUEUE_WAITS:
        break;
    case QUEUE_REFUSED:
        tell_asker(p, ANSWER_PANEL_NOT_POSTED, BUSY);
        break;
    }
}

static void acknowledged(void *ctx, enum acknowledgement acknowledgement)
{
    if (acknowledgement == ACKNOWLEDGED)
        join_queue(ctx);
    else
        end(ctx);
}

void panel_post_for_ticket(struct bot_context *bot, uint64_t channel_id, bool is_new)
{
    struct panel_post *p = operation_begin(bot, sizeof(*p), free_inside);
    p->bot = bot;
    p->channel_id = channel_id;
    p->is_new = is_new;
    p->pending =
        (struct pending){.kind = is_new ? PENDING_NEW_TICKET : PENDING_TICKET, .channel_id = channel_id};
    pending_add(&bot->pending, &p->pending);
    join_queue(p);
}

void panel_post_for_command(struct bot_context *bot, struct interaction *interaction)
{
    struct panel_post *p = operation_begin(bot, sizeof(*p), free_inside);
    p->bot = bot;
    p->channel_id = interaction->channel_id;
    p->by_command = true;
    p->interaction = *interaction;
    *interaction = (struct interaction){0};
    p->pending = (struct pending){.kind = PENDING_COMMAND, .interaction = &p->interaction};
    pending_add(&bot->pending, &p->pending);
    respond_deferred_answer(bot, &p->interaction, acknowledged, p);
}
