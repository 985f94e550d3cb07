/* Control calls that work on the Gateway's line itself: raw events and breaks. */
#include "control.h"

#include "discord_flood.h"
#include "discord_line.h"
#include "json_copy.h"
#include "loop.h"

#include <mbedtls/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISPATCH_MOST ((size_t)16 * 1024 * 1024)
#define COUNT_MOST    1000000
#define SHARE_MOST    1000
#define BLANKS_MOST   (256 * 1024 * 1024)

static uint64_t highest_seq(const struct sim_discord *discord)
{
    uint64_t highest = 0;
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (discord->sessions.all[i].id[0] && discord->sessions.all[i].seq > highest)
            highest = discord->sessions.all[i].seq;
    return highest;
}

static bool kind_read(const struct json_value *order, struct flood_kind *kind)
{
    const char *type = json_text(json_get(order, "t"), "");
    int64_t share = json_int(json_get(order, "share"), 1);
    kind->data = json_copy_text(json_get(order, "d"), DISPATCH_MOST);
    if (!type[0] || !kind->data || share < 1 || share > SHARE_MOST)
        return false;
    kind->share = (unsigned)share;
    snprintf(kind->type, sizeof(kind->type), "%s", type);
    return true;
}

/* How many kinds the order names; 0 if one of them is none. What was read stays in `kinds` for the caller to
 * free. */
static size_t kinds_read(const struct json_value *order, struct flood_kind kinds[FLOOD_KINDS_MOST])
{
    const struct json_value *mix = json_get(order, "mix");
    size_t count = json_length(mix);
    if (json_is_null(mix))
        return kind_read(order, &kinds[0]);
    if (count > FLOOD_KINDS_MOST)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (!kind_read(json_at(mix, i), &kinds[i]))
            return 0;
    return count;
}

/* The numbers are those that the newest session will see if nothing else happens meanwhile. */
void control_dispatch(struct control_call *call)
{
    struct flood_kind kinds[FLOOD_KINDS_MOST] = {0};
    int64_t count = json_int(json_get(call->body, "count"), 1);
    size_t read = kinds_read(call->body, kinds);
    if (read == 0 || count < 1 || count > COUNT_MOST) {
        control_refuse(call, "t: an event name; d: its data; or up to 32 such, with a share of 1 to 1000, in "
                             "mix; count: 1 to 1000000");
        flood_kinds_free(kinds, FLOOD_KINDS_MOST);
        return;
    }
    uint64_t before = highest_seq(call->discord) + flood_left(call->discord->flood);
    if (!flood_add(call->discord->flood, kinds, read, (uint64_t)count)) {
        control_refuse(call, "too many dispatches are under way");
        flood_kinds_free(kinds, read);
        return;
    }
    jw_object(&call->out);
    jw_member_int(&call->out, "first_seq", (int64_t)before + 1);
    jw_member_int(&call->out, "last_seq", (int64_t)before + count);
    jw_object_end(&call->out);
}

/* ---- One break, now, on every open connection. */

static void do_drop(struct sim_connection *c, const struct json_value *order)
{
    (void)order;
    line_reset(c);
}

static void do_fin(struct sim_connection *c, const struct json_value *order)
{
    (void)order;
    line_drop(c);
}

static void do_close(struct sim_connection *c, const struct json_value *order)
{
    struct sim_session *session = c->session;
    int code = (int)json_int(json_get(order, "code"), 4000);
    line_close(c, code, json_text(json_get(order, "reason"), ""));
    /* With these the session is over (facts/discord.md 1.5). */
    if (session && (code == 4003 || code == 4004 || code == 4005 || code == 4007 || code == 4009))
        session_end(session);
}

static void send_text(struct sim_connection *c, const char *text)
{
    line_send(c, text, strlen(text));
}

static void do_reconnect(struct sim_connection *c, const struct json_value *order)
{
    (void)order;
    send_text(c, "{\"t\":null,\"s\":null,\"op\":7,\"d\":null}");
}

/* Either way this connection has no session any more; one that may be resumed waits for it, here or
 * elsewhere. */
static void do_invalid_session(struct sim_connection *c, const struct json_value *order)
{
    bool resumable = json_bool(json_get(order, "resumable"), false);
    struct sim_session *session = c->session;
    send_text(c, resumable ? "{\"t\":null,\"s\":null,\"op\":9,\"d\":true}"
                           : "{\"t\":null,\"s\":null,\"op\":9,\"d\":false}");
    if (!session)
        return;
    c->session = NULL;
    if (resumable)
        session_detach(session, loop_now_ms(c->discord->loop));
    else
        session_end(session);
}

static void do_heartbeat_request(struct sim_connection *c, const struct json_value *order)
{
    (void)order;
    send_text(c, "{\"t\":null,\"s\":null,\"op\":1,\"d\":null}");
}

/* The order's "base64", decoded; NULL if there is none. The caller frees it. */
static char *decoded(const struct json_value *order, size_t *ret_length)
{
    const char *text = json_text(json_get(order, "base64"), "");
    size_t most = strlen(text) + 1;
    unsigned char *bytes = malloc(most);
    if (!bytes)
        abort();
    if (!*text || mbedtls_base64_decode(bytes, most, ret_length, (const unsigned char *)text, strlen(text))) {
        free(bytes);
        return NULL;
    }
    return (char *)bytes;
}

static void do_raw(struct sim_connection *c, const struct json_value *order)
{
    size_t length;
    char *bytes = decoded(order, &length);
    if (bytes)
        line_send(c, bytes, length);
    else
        send_text(c, json_text(json_get(order, "text"), ""));
    free(bytes);
}

static void do_raw_binary(struct sim_connection *c, const struct json_value *order)
{
    size_t length;
    char *bytes = decoded(order, &length);
    if (bytes)
        websocket_send(c->ws, true, bytes, length);
    free(bytes);
}

static void do_cut(struct sim_connection *c, const struct json_value *order)
{
    const char *text = json_text(json_get(order, "text"), "");
    line_send_half(c, text, strlen(text));
}

/* A payload that is nothing but blanks: next to nothing on the wire, and much at the other end. */
static void do_blanks(struct sim_connection *c, const struct json_value *order)
{
    int64_t wanted = json_int(json_get(order, "bytes"), 0);
    size_t length = wanted > 0 && wanted < BLANKS_MOST ? (size_t)wanted : BLANKS_MOST;
    char *text = malloc(length);
    if (!text)
        abort();
    memset(text, ' ', length);
    line_send(c, text, length);
    free(text);
}

static void do_skip(struct sim_connection *c, const struct json_value *order)
{
    int64_t count = json_int(json_get(order, "count"), 1);
    if (c->session && count > 0)
        session_skip(c->session, (uint64_t)count);
}

static const struct {
    const char *name;
    void (*act)(struct sim_connection *c, const struct json_value *order);
} BREAKS[] = {
    {"drop", do_drop},
    {"fin", do_fin},
    {"close", do_close},
    {"reconnect", do_reconnect},
    {"invalid_session", do_invalid_session},
    {"heartbeat_request", do_heartbeat_request},
    {"raw", do_raw},
    {"raw_binary", do_raw_binary},
    {"cut", do_cut},
    {"blanks", do_blanks},
    {"skip", do_skip},
};

void control_gateway(struct control_call *call)
{
    const char *name = json_text(json_get(call->body, "do"), "");
    for (size_t i = 0; i < sizeof(BREAKS) / sizeof(BREAKS[0]); i++) {
        if (strcmp(BREAKS[i].name, name) != 0)
            continue;
        size_t count = call->discord->line->count;
        for (size_t c = count; c-- > 0;)
            BREAKS[i].act(call->discord->line->open[c], call->body);
        jw_object(&call->out);
        jw_member_int(&call->out, "connections", (int64_t)count);
        jw_object_end(&call->out);
        return;
    }
    control_refuse(call,
                   "do: drop, fin, close, reconnect, invalid_session, heartbeat_request, raw, raw_binary, "
                   "cut, blanks or skip");
}
