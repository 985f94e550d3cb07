/* Sends one `ask` per question: its body is written once and sent until it is answered or its patience ends. */
#include "row_client.h"

#include "allocate.h"
#include "backoff.h"
#include "json_value.h"
#include "json_writer.h"
#include "loop.h"
#include "random.h"
#include "uplink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ATTEMPT_MS     5000
#define RETRY_FIRST_MS 100
#define RETRY_CAP_MS   2000
#define ID_TEXT        24

static const char UNREACHABLE[] = "le service de la feuille ne répond pas";
static const char UNREADABLE[] =
    "la ligne de ce ticket est illisible dans la feuille, corrigez-la ou videz-la";
static const char STOPPING[] = "Vigie redémarre, réessayez dans un instant";
static const char TOO_LONG[] = "la ligne de ce ticket est pleine";

struct ask {
    struct ask *next;
    struct row_client *client;
    enum message type;
    struct buffer body;
    uint64_t deadline_ms, unread_deadline_ms;
    uint64_t ticket; /* of the uplink, 0: not under way */
    struct backoff backoff;
    struct loop_timer *timer; /* until the next attempt */
    const char *refused;      /* what to say if patience ends */
    bool undecided;           /* a change that was sent, and of whose end nothing is known */
    char reason[400];         /* the sheets-worker's own words */
    row_on_reply *on_reply;
    void *ctx;
};

struct row_client {
    struct loop *loop;
    struct uplink *uplink;
    struct ask *first;
    char trouble[400];
    bool stopping;
};

struct row_client *row_client_create(struct loop *loop, struct uplink *uplink)
{
    struct row_client *client = allocate(1, sizeof(*client));
    client->loop = loop;
    client->uplink = uplink;
    return client;
}

static void free_ask(struct ask *ask)
{
    struct ask **at = &ask->client->first;
    while (*at != ask)
        at = &(*at)->next;
    *at = ask->next;
    if (ask->ticket)
        uplink_forget(ask->client->uplink, ask->ticket);
    loop_timer_destroy(&ask->timer);
    buffer_free(&ask->body);
    free(ask);
}

void row_client_destroy(struct row_client **client)
{
    if (!*client)
        return;
    while ((*client)->first)
        free_ask((*client)->first);
    free(*client);
    *client = NULL;
}

/* ---- Answers. */

static void finish(struct ask *ask, const struct row_reply *reply)
{
    ask->on_reply(ask->ctx, reply);
    free_ask(ask);
}

static void finish_refused(struct ask *ask, const char *reason)
{
    finish(ask, &(struct row_reply){.refused = reason, .undecided = ask->undecided});
}

static void ask_again(struct ask *ask)
{
    snprintf(ask->client->trouble, sizeof(ask->client->trouble), "%s", ask->refused);
    if (ask->client->stopping) {
        finish_refused(ask, STOPPING);
        return;
    }
    uint64_t now = loop_now_ms(ask->client->loop);
    uint64_t wait = backoff_failed_spaced(&ask->backoff, random_u32());
    uint64_t until = ask->unread_deadline_ms > now && ask->unread_deadline_ms < ask->deadline_ms
                         ? ask->unread_deadline_ms
                         : ask->deadline_ms;
    uint64_t left = until > now ? until - now : 0;
    loop_timer_start(ask->timer, wait < left ? wait : left);
}

static void take_row(struct ask *ask, const struct json_value *body)
{
    struct ticket_row row;
    if (json_bool(json_get(body, "kept"), false)) {
        finish(ask, &(struct row_reply){.kept = true});
        return;
    }
    struct err e = ticket_row_read(&row, json_text(json_get(body, "b"), "[]"),
                                   json_text(json_get(body, "c"), "{}"), json_text(json_get(body, "d"), ""));
    struct row_reply reply = {
        .refused = err_is(e) ? UNREADABLE : NULL,
        .row = &row,
        .known = json_bool(json_get(body, "known"), false),
    };
    finish(ask, &reply);
    ticket_row_free(&row);
}

static void take_refusal(struct ask *ask, const struct json_value *body, const char *reason)
{
    snprintf(ask->reason, sizeof(ask->reason), "%s", reason);
    ask->refused = ask->reason;
    ask->undecided |= json_bool(json_get(body, "undecided"), false);
    bool unread = json_bool(json_get(body, "keep"), false);
    if (unread && loop_now_ms(ask->client->loop) >= ask->unread_deadline_ms)
        finish(ask, &(struct row_reply){.refused = ask->reason, .unread = true});
    else if (json_bool(json_get(body, "retry"), false))
        ask_again(ask);
    else
        finish(ask,
               &(struct row_reply){.refused = ask->reason, .off = json_bool(json_get(body, "off"), false)});
}

static void answered(void *ctx, struct err e, const struct frame *frame)
{
    struct ask *ask = ctx;
    struct json_value *body = NULL;
    ask->ticket = 0;
    if (!err_is(e))
        e = json_parse(frame->body, frame->length, &body);
    const char *refused = json_text(json_get(body, "refused"), NULL);
    if (err_is(e)) { /* it restarts, or its answer was lost: the operation's id makes asking twice harmless */
        ask->undecided |= ask->type != MESSAGE_ROW_GET && e.kind != ERR_FULL;
        ask_again(ask);
    } else if (refused)
        take_refusal(ask, body, refused);
    else
        take_row(ask, body);
    json_destroy(&body);
}

/* ---- Questions. */

static void attempt(void *ctx)
{
    struct ask *ask = ctx;
    uint64_t now = loop_now_ms(ask->client->loop);
    uint64_t left = ask->deadline_ms > now ? ask->deadline_ms - now : 0;
    if (ask->body.failed)
        finish_refused(ask, TOO_LONG);
    else if (ask->client->stopping || left == 0)
        finish_refused(ask, left ? STOPPING : ask->refused);
    else
        ask->ticket = uplink_request(ask->client->uplink, WORKER_SHEETS, ask->type, buffer_string(&ask->body),
                                     ask->body.length, left < ATTEMPT_MS ? left : ATTEMPT_MS, answered, ask);
}

void row_client_peer_up(struct row_client *client)
{
    for (struct ask *ask = client->first; ask; ask = ask->next)
        if (!ask->ticket)
            loop_timer_start(ask->timer, 0);
}

/* Those that wait to be asked again wake up and find that there is no more time. */
void row_client_stop(struct row_client *client)
{
    client->stopping = true;
    row_client_peer_up(client);
}

static struct ask *ask_create(struct row_client *client, enum message type, uint64_t patience_ms,
                              row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = allocate(1, sizeof(*ask));
    *ask = (struct ask){
        .next = client->first,
        .client = client,
        .type = type,
        .deadline_ms = loop_now_ms(client->loop) + patience_ms,
        .unread_deadline_ms = UINT64_MAX,
        .backoff = {.first_ms = RETRY_FIRST_MS, .cap_ms = RETRY_CAP_MS},
        .refused = UNREACHABLE,
        .on_reply = on_reply,
        .ctx = ctx,
    };
    client->first = ask;
    buffer_init(&ask->body, FRAME_BODY_MOST);
    ask->timer = loop_timer_create(client->loop, attempt, ask);
    return ask;
}

static void ask_now(struct ask *ask)
{
    if (ask->body.failed)
        loop_timer_start(ask->timer, 0); /* refused, but not from inside this call */
    else
        attempt(ask);
}

static void member_id(struct json_writer *w, const char *name, uint64_t id)
{
    char text[ID_TEXT];
    snprintf(text, sizeof(text), "%" PRIu64, id);
    jw_member_string(w, name, text);
}

static struct ask *ask_get(struct row_client *client, uint64_t ticket, uint64_t patience_ms,
                           row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = ask_create(client, MESSAGE_ROW_GET, patience_ms, on_reply, ctx);
    struct json_writer w = json_writer(&ask->body);
    jw_object(&w);
    member_id(&w, "key", ticket);
    jw_object_end(&w);
    return ask;
}

void row_client_get(struct row_client *client, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                    void *ctx)
{
    ask_now(ask_get(client, ticket, patience_ms, on_reply, ctx));
}

void row_client_get_or_keep(struct row_client *client, uint64_t ticket, uint64_t patience_ms,
                            uint64_t unread_ms, row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = ask_get(client, ticket, patience_ms, on_reply, ctx);
    ask->unread_deadline_ms = loop_now_ms(client->loop) + unread_ms;
    ask_now(ask);
}

void row_client_keep(struct row_client *client, uint64_t ticket, const struct row_change *change,
                     uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = ask_create(client, MESSAGE_ROW_KEEP, patience_ms, on_reply, ctx);
    struct json_writer w = json_writer(&ask->body);
    jw_object(&w);
    member_id(&w, "op", change->operation);
    member_id(&w, "key", ticket);
    member_id(&w, "user", change->user_id);
    if (change->text)
        jw_member_string(&w, "text", change->text);
    if (change->message_id)
        member_id(&w, "d", change->message_id);
    jw_object_end(&w);
    ask_now(ask);
}

static void member_cell(struct json_writer *w, const char *name, const struct ticket_row *row,
                        void (*write)(const struct ticket_row *row, struct buffer *out))
{
    struct buffer cell;
    buffer_init(&cell, FRAME_BODY_MOST);
    write(row, &cell);
    jw_member_string(w, name, buffer_string(&cell));
    w->out->failed |= cell.failed;
    buffer_free(&cell);
}

static void member_operations(struct json_writer *w, const struct row_operations *operations)
{
    char text[ID_TEXT * ROW_OPERATIONS_MAX], *at = text;
    *at = '\0';
    for (size_t i = 0; i < operations->count; i++)
        at += sprintf(at, "%s%" PRIu64, i ? "," : "", operations->ids[i]);
    jw_member_string(w, "op", text);
}

const char *row_client_trouble(const struct row_client *client)
{
    return client->trouble[0] ? client->trouble : UNREACHABLE;
}

void row_client_put(struct row_client *client, uint64_t ticket, const struct row_operations *operations,
                    const struct ticket_row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = ask_create(client, MESSAGE_ROW_PUT, patience_ms, on_reply, ctx);
    struct json_writer w = json_writer(&ask->body);
    jw_object(&w);
    member_operations(&w, operations);
    member_id(&w, "key", ticket);
    member_cell(&w, "b", row, ticket_row_write_b);
    member_cell(&w, "c", row, ticket_row_write_c);
    member_cell(&w, "d", row, ticket_row_write_d);
    jw_object_end(&w);
    ask_now(ask);
}
