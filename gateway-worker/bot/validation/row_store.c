/* One `ask` per question: its body is written once and sent until it is answered or its patience ends. */
#include "row_store.h"

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
    struct row_store *store;
    enum message type;
    struct buffer body;
    uint64_t deadline_ms;
    uint64_t ticket; /* of the uplink, 0: not under way */
    struct backoff backoff;
    struct loop_timer *timer; /* until the next attempt */
    const char *refused;      /* what to say if patience ends */
    bool undecided;           /* a change that was sent, and of whose end nothing is known */
    char reason[400];         /* the sheets-worker's own words */
    row_on_reply *on_reply;
    void *ctx;
};

struct row_store {
    struct loop *loop;
    struct uplink *uplink;
    struct ask *first;
    char trouble[400];
    bool stopping;
};

struct row_store *row_store_create(struct loop *loop, struct uplink *uplink)
{
    struct row_store *store = calloc(1, sizeof(*store));
    if (!store)
        abort();
    store->loop = loop;
    store->uplink = uplink;
    return store;
}

static void free_ask(struct ask *ask)
{
    struct ask **at = &ask->store->first;
    while (*at != ask)
        at = &(*at)->next;
    *at = ask->next;
    if (ask->ticket)
        uplink_forget(ask->store->uplink, ask->ticket);
    loop_timer_destroy(&ask->timer);
    buffer_free(&ask->body);
    free(ask);
}

void row_store_destroy(struct row_store **store)
{
    if (!*store)
        return;
    while ((*store)->first)
        free_ask((*store)->first);
    free(*store);
    *store = NULL;
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
    snprintf(ask->store->trouble, sizeof(ask->store->trouble), "%s", ask->refused);
    if (ask->store->stopping) {
        finish_refused(ask, STOPPING);
        return;
    }
    uint64_t now = loop_now_ms(ask->store->loop);
    uint64_t wait = backoff_failed_spaced(&ask->backoff, random_u32());
    uint64_t left = ask->deadline_ms > now ? ask->deadline_ms - now : 0;
    loop_timer_start(ask->timer, wait < left ? wait : left);
}

static void take_row(struct ask *ask, const struct json_value *body)
{
    struct row row;
    struct err e = row_read(&row, json_text(json_get(body, "b"), "[]"), json_text(json_get(body, "c"), "{}"),
                            json_text(json_get(body, "d"), ""));
    struct row_reply reply = {
        .refused = err_is(e) ? UNREADABLE : NULL,
        .row = &row,
        .known = json_bool(json_get(body, "known"), false),
    };
    finish(ask, &reply);
    row_free(&row);
}

static void take_refusal(struct ask *ask, const struct json_value *body, const char *reason)
{
    snprintf(ask->reason, sizeof(ask->reason), "%s", reason);
    ask->refused = ask->reason;
    ask->undecided |= json_bool(json_get(body, "undecided"), false);
    if (json_bool(json_get(body, "retry"), false))
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
        ask->undecided |= ask->type == MESSAGE_ROW_PUT && e.kind != ERR_FULL;
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
    uint64_t now = loop_now_ms(ask->store->loop);
    uint64_t left = ask->deadline_ms > now ? ask->deadline_ms - now : 0;
    if (ask->body.failed)
        finish_refused(ask, TOO_LONG);
    else if (ask->store->stopping || left == 0)
        finish_refused(ask, left ? STOPPING : ask->refused);
    else
        ask->ticket = uplink_request(ask->store->uplink, WORKER_SHEETS, ask->type, buffer_string(&ask->body),
                                     ask->body.length, left < ATTEMPT_MS ? left : ATTEMPT_MS, answered, ask);
}

void row_store_peer_up(struct row_store *store)
{
    for (struct ask *ask = store->first; ask; ask = ask->next)
        if (!ask->ticket)
            loop_timer_start(ask->timer, 0);
}

/* Those that wait to be asked again wake up and find that there is no more time. */
void row_store_stop(struct row_store *store)
{
    store->stopping = true;
    row_store_peer_up(store);
}

static struct ask *ask_create(struct row_store *store, enum message type, uint64_t patience_ms,
                              row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = calloc(1, sizeof(*ask));
    if (!ask)
        abort();
    *ask = (struct ask){
        .next = store->first,
        .store = store,
        .type = type,
        .deadline_ms = loop_now_ms(store->loop) + patience_ms,
        .backoff = {.first_ms = RETRY_FIRST_MS, .cap_ms = RETRY_CAP_MS},
        .refused = UNREACHABLE,
        .on_reply = on_reply,
        .ctx = ctx,
    };
    store->first = ask;
    buffer_init(&ask->body, FRAME_BODY_MOST);
    ask->timer = loop_timer_create(store->loop, attempt, ask);
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

void row_store_get(struct row_store *store, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                   void *ctx)
{
    struct ask *ask = ask_create(store, MESSAGE_ROW_GET, patience_ms, on_reply, ctx);
    struct json_writer w = json_writer(&ask->body);
    jw_object(&w);
    member_id(&w, "key", ticket);
    jw_object_end(&w);
    ask_now(ask);
}

static void member_cell(struct json_writer *w, const char *name, const struct row *row,
                        void (*write)(const struct row *row, struct buffer *out))
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
    char text[ID_TEXT * ROW_STORE_OPERATIONS_MOST], *at = text;
    *at = '\0';
    for (size_t i = 0; i < operations->count; i++)
        at += sprintf(at, "%s%" PRIu64, i ? "," : "", operations->ids[i]);
    jw_member_string(w, "op", text);
}

const char *row_store_trouble(const struct row_store *store)
{
    return store->trouble[0] ? store->trouble : UNREACHABLE;
}

void row_store_put(struct row_store *store, uint64_t ticket, const struct row_operations *operations,
                   const struct row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    struct ask *ask = ask_create(store, MESSAGE_ROW_PUT, patience_ms, on_reply, ctx);
    struct json_writer w = json_writer(&ask->body);
    jw_object(&w);
    member_operations(&w, operations);
    member_id(&w, "key", ticket);
    member_cell(&w, "b", row, row_write_b);
    member_cell(&w, "c", row, row_write_c);
    member_cell(&w, "d", row, row_write_d);
    jw_object_end(&w);
    ask_now(ask);
}
