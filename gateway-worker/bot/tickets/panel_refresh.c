/* Walks through the tickets, one after the other, each in its channel's queue so that no press is in the middle of it:
 *   row → the same as last time? → fetch the panel → does it show the row? → edit it. */
#include "panel_refresh.h"

#include "allocate.h"
#include "channel_cache.h"
#include "guild_list.h"
#include "log.h"
#include "message_json.h"
#include "operation.h"
#include "panel.h"
#include "permission_log.h"
#include "rest.h"
#include "row_client.h"
#include "tasks.h"
#include "ticket.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ROW_PATIENCE_MS 5000
#define REFUSALS_MAX                                                                                         \
    3 /* in a row: the sheet cannot be read at all, which is the sheets-worker's to tell                     \ */

struct panel_refresh {
    struct bot_context *bot;
    uint64_t after; /* the ticket where the last run ended, 0: all have been seen */
    bool under_way;
};

/* One run, an operation. */
struct walk {
    struct panel_refresh *refresh;
    uint64_t tickets[PANEL_REFRESH_TICKETS_MAX];
    size_t count, at;
    unsigned requests, refusals, edited;
    bool failed;
    char reason[160]; /* why, French */
    struct queue_entry entry;
    struct ticket_row row;
    uint32_t fingerprint; /* of the row, as a note of its channel */
};

struct panel_refresh *panel_refresh_create(struct bot_context *bot)
{
    struct panel_refresh *refresh = allocate(1, sizeof(*refresh));
    refresh->bot = bot;
    return refresh;
}

void panel_refresh_destroy(struct panel_refresh **refresh)
{
    free(*refresh);
    *refresh = NULL;
}

static void free_inside(void *operation)
{
    struct walk *walk = operation;
    walk->refresh->under_way = false;
    ticket_row_free(&walk->row);
}

static struct bot_context *bot_of(const struct walk *walk)
{
    return walk->refresh->bot;
}

static uint64_t ticket_of(const struct walk *walk)
{
    return walk->tickets[walk->at];
}

/* ---- From ticket to ticket. */

static void end_run(struct walk *walk)
{
    struct bot_context *bot = bot_of(walk);
    bool unread = walk->refusals >= REFUSALS_MAX;
    enum task_end end = walk->failed ? TASK_FAILED : unread ? TASK_SKIPPED : TASK_DONE;
    bool all_seen = walk->at == walk->count && walk->count < PANEL_REFRESH_TICKETS_MAX;
    walk->refresh->after = all_seen ? 0 : walk->at ? walk->tickets[walk->at - 1] : walk->refresh->after;
    if (walk->edited)
        log_event(LOG_INFO, "panels.refreshed", LOG_WITH(log_int("panels", (int64_t)walk->edited)),
                  "Panneaux mis à jour d'après la feuille");
    tasks_ended(bot->tasks, TASK_PANELS, end, walk->failed ? walk->reason : NULL);
    operation_end(bot, walk);
}

static void at_front(void *ctx);

/* The run ends between two tickets: at its end, at its limits, and when the program stops. */
static void next_ticket(struct walk *walk)
{
    ticket_row_free(&walk->row);
    ticket_row_init(&walk->row);
    while (walk->at < walk->count && walk->requests < PANEL_REFRESH_REQUESTS_MAX &&
           walk->refusals < REFUSALS_MAX && !walk->failed && !bot_of(walk)->on_idle) {
        walk->entry = (struct queue_entry){.channel_id = ticket_of(walk), .on_front = at_front, .ctx = walk};
        switch (channel_queue_join(&bot_of(walk)->queue, &walk->entry)) {
        case QUEUE_FIRST:
            at_front(walk);
            return;
        case QUEUE_WAITS:
            return;
        case QUEUE_REFUSED:
            walk->at++;
            break;
        }
    }
    end_run(walk);
}

static void leave_ticket(struct walk *walk)
{
    channel_queue_leave(&bot_of(walk)->queue, &walk->entry);
    walk->at++;
    next_ticket(walk);
}

/* The panel and the row agree, or there is no panel: not to be looked at before the row changes again. */
static void settle_ticket(struct walk *walk)
{
    channel_cache_note(bot_of(walk)->channels, ticket_of(walk), walk->fingerprint);
    leave_ticket(walk);
}

/* A ticket that Discord keeps from us is the permissions' fault, and no reason to leave the others alone. */
static void take_failure(struct walk *walk, enum ticket_action action, const struct rest_result *result)
{
    snprintf(walk->reason, sizeof(walk->reason), "Discord : %s (%s, statut %d)",
             rest_outcome_reason(result->outcome), result->label, result->status);
    walk->failed = result->outcome != REST_FORBIDDEN;
    if (result->outcome == REST_FORBIDDEN)
        log_event(LOG_WARN, "panel.not_shown", LOG_WITH(log_int("channel", (int64_t)ticket_of(walk))),
                  "Panneau non mis à jour, %s", rest_outcome_reason(result->outcome));
    permission_log_missing(bot_of(walk), ticket_of(walk), action, result);
}

static void send_about_panel(struct walk *walk, const char *method, const struct buffer *body,
                             rest_on_done *on_done)
{
    char path[96];
    snprintf(path, sizeof(path), "/channels/%" PRIu64 "/messages/%" PRIu64, ticket_of(walk),
             walk->row.message_id);
    struct rest_request request = {.method = method,
                                   .path = path,
                                   .body = body ? buffer_string(body) : NULL,
                                   .body_length = body ? body->length : 0,
                                   .repeatable = true,
                                   .patience_ms = ROW_PATIENCE_MS};
    walk->requests++;
    rest_send(bot_of(walk)->rest, &request, on_done, walk);
}

/* ---- The steps. */

static void panel_edited(void *ctx, const struct rest_result *result)
{
    struct walk *walk = ctx;
    if (result->outcome == REST_DONE) {
        walk->edited++;
        metrics_add(bot_of(walk)->metrics, METRIC_PANELS_REFRESHED, 1);
    } else if (result->outcome != REST_MISSING) {
        take_failure(walk, ACTION_EDIT, result);
    }
    if (walk->failed)
        leave_ticket(walk);
    else
        settle_ticket(walk);
}

static void panel_came(void *ctx, const struct rest_result *result)
{
    struct walk *walk = ctx;
    if (result->outcome == REST_DONE && !panel_shows(result->json, &walk->row)) {
        struct buffer body;
        buffer_init(&body, MESSAGE_JSON_MAX);
        message_json_panel(&body, &walk->row, NULL);
        send_about_panel(walk, "PATCH", &body, panel_edited);
        buffer_free(&body);
        return;
    }
    if (result->outcome != REST_DONE && result->outcome != REST_MISSING)
        take_failure(walk, ACTION_READ, result);
    if (walk->failed)
        leave_ticket(walk);
    else
        settle_ticket(walk);
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct walk *walk = ctx;
    struct cached_channel channel;
    walk->refusals = reply->refused ? walk->refusals + 1 : 0;
    if (reply->refused || !reply->row->message_id) {
        leave_ticket(walk);
        return;
    }
    ticket_row_copy(&walk->row, reply->row);
    walk->fingerprint = panel_print(&walk->row);
    bool cached = channel_cache_find(bot_of(walk)->channels, ticket_of(walk), &channel);
    if (!cached || channel.note == walk->fingerprint)
        leave_ticket(walk);
    else
        send_about_panel(walk, "GET", NULL, panel_came);
}

static void at_front(void *ctx)
{
    struct walk *walk = ctx;
    row_client_get(bot_of(walk)->rows, ticket_of(walk), ROW_PATIENCE_MS, row_came, walk);
}

/* ---- The task. */

static bool is_ticket(void *ctx, const struct cached_channel *channel)
{
    const struct bot_context *bot = ctx;
    return ticket_is(bot->ticket_prefix, channel->type, channel->name);
}

static void walk_on(void *ctx)
{
    struct walk *walk = ctx;
    struct bot_context *bot = bot_of(walk);
    walk->count = channel_cache_list(bot->channels, walk->refresh->after, is_ticket, bot, walk->tickets,
                                     PANEL_REFRESH_TICKETS_MAX);
    next_ticket(walk);
}

static void run(void *ctx)
{
    struct panel_refresh *refresh = ctx;
    struct bot_context *bot = refresh->bot;
    if (refresh->under_way) /* an earlier run was given up too soon: its end is this one's */
        return;
    struct walk *walk = operation_begin(bot, sizeof(*walk), free_inside);
    refresh->under_way = true;
    walk->refresh = refresh;
    ticket_row_init(&walk->row);
    if (channel_cache_knows_guilds(bot->channels))
        walk_on(walk);
    else
        guild_list_fetch(bot, walk_on, walk);
}

void panel_refresh_start(struct panel_refresh *refresh)
{
    tasks_add(refresh->bot->tasks, TASK_PANELS, run, refresh);
}
