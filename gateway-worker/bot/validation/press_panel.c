/* Edits the panel by the interaction, and as the bot where that does not reach it. */
#include "press_panel.h"

#include "log.h"
#include "message_json.h"
#include "permission_log.h"
#include "respond.h"
#include "rest.h"

#include <inttypes.h>
#include <stdio.h>

static void panel_shown(void *ctx, const struct rest_result *result)
{
    struct press_panel *p = ctx;
    if (result->outcome != REST_DONE)
        log_event(LOG_WARN, "panel.not_shown",
                  LOG_WITH(log_text("request", result->label), log_int("status", result->status),
                           log_int("code", result->code)),
                  "Panneau non mis à jour, la feuille est à jour : %s", rest_outcome_reason(result->outcome));
    permission_log_missing(p->bot, p->interaction->channel_id, ACTION_EDIT, result);
    p->on_settled(p->ctx);
}

/* As the bot, not as the interaction: for another panel of this ticket, or when the interaction's token is
 * worth no more. */
static void edit_panel_message(struct press_panel *p, uint64_t message_id, rest_on_done *on_done)
{
    char path[96];
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_panel(&body, p->row, NULL);
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages/%" PRIu64, p->interaction->channel_id,
             message_id);
    struct rest_request request = {.method = "PATCH",
                                   .path = path,
                                   .body = buffer_string(&body),
                                   .body_length = body.length,
                                   .repeatable = true,
                                   .answer_unread = true};
    rest_send(p->bot->rest, &request, on_done, p);
    buffer_free(&body);
}

/* The pressed panel is an old one: the newest is brought up to date too. */
static void pressed_panel_shown(void *ctx, const struct rest_result *result)
{
    struct press_panel *p = ctx;
    bool shown = result->outcome == REST_DONE, older = p->row->message_id != p->interaction->message_id;
    if (!shown && p->interaction->message_id && !older)
        edit_panel_message(p, p->interaction->message_id, panel_shown);
    else if (p->row->message_id && older)
        edit_panel_message(p, p->row->message_id, panel_shown);
    else
        panel_shown(p, result);
}

void press_panel_show(struct press_panel *p)
{
    if (p->interaction->answer_deferred) { /* its @original is the answer, not the panel */
        if (p->row->message_id)
            edit_panel_message(p, p->row->message_id, panel_shown);
        else
            p->on_settled(p->ctx);
        return;
    }
    struct buffer body;
    buffer_init(&body, MESSAGE_JSON_MAX);
    message_json_panel(&body, p->row, NULL);
    respond_edit(p->bot, p->interaction, &body, pressed_panel_shown, p);
    buffer_free(&body);
}
