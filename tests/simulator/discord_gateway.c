/* The Gateway's conversation (https://discord.com/developers/docs/events/gateway): RESUME, heartbeats
 * and the police that a real client meets; IDENTIFY is discord_identify.c. One function per opcode. */
#include "discord_gateway.h"

#include "array_len.h"
#include "clock.h"
#include "discord_events.h"
#include "discord_members.h"
#include "discord_token.h"
#include "loop.h"

#include <stdio.h>
#include <string.h>

#define PAYLOAD_MOST 4096 /* bytes that a client may send at once */

void gateway_breach(struct sim_connection *c, int code, const char *what)
{
    police_violation(&c->discord->police, code, "gateway: %s", what);
    line_close(c, code, what);
}

void gateway_send(struct sim_connection *c, const char *text)
{
    line_send(c, text, strlen(text));
}

void gateway_send_invalid_session(struct sim_connection *c, bool resumable)
{
    gateway_send(c, resumable ? "{\"t\":null,\"s\":null,\"op\":9,\"d\":true}"
                              : "{\"t\":null,\"s\":null,\"op\":9,\"d\":false}");
}

void gateway_expect_heartbeat(struct sim_connection *c)
{
    c->heartbeat_due_ms = loop_now_ms(c->discord->loop) + c->interval_ms + c->interval_ms / 2;
}

/* Where within its interval: the documentation asks clients to begin at a random point. */
static void note_first_heartbeat(struct sim_connection *c)
{
    struct sim_counters *counters = &c->discord->counters;
    if (c->greeted_ms)
        counters->first_heartbeats[counters->first_heartbeat_count++ % FIRST_HEARTBEATS_KEPT] =
            (double)(loop_now_ms(c->discord->loop) - c->greeted_ms) / (double)c->interval_ms;
    c->greeted_ms = 0;
}

static void take_heartbeat(struct sim_connection *c, const struct json_value *d)
{
    c->discord->counters.heartbeats++;
    note_first_heartbeat(c);
    if (c->session && json_int(d, 0) > (int64_t)c->session->seq) {
        gateway_breach(c, 4007, "heartbeat with a sequence that was never sent");
        return;
    }
    gateway_expect_heartbeat(c);
    if (!c->discord->mode.no_ack)
        gateway_send(c, "{\"t\":null,\"s\":null,\"op\":11,\"d\":null}");
}

bool gateway_knows_token(const struct sim_connection *c, const struct json_value *d)
{
    return token_is_right(c->discord, json_text(json_get(d, "token"), ""));
}

/* What a mode has in the place of an answer; the next one is as usual. */
void gateway_answer_once(struct sim_connection *c, char *text)
{
    gateway_send(c, text);
    text[0] = '\0';
}

static void replay(struct sim_connection *c, uint64_t seq)
{
    struct sim_discord *discord = c->discord;
    struct sim_session *session = c->session;
    bool breaks = discord->mode.replay_breaks > 0;
    uint64_t upto = breaks ? seq + (session->seq - seq + 1) / 2 : session->seq;
    for (uint64_t s = seq + 1; s <= upto; s++) {
        const char *payload = session_payload(session, s);
        line_send(c, payload, strlen(payload));
    }
    if (breaks) {
        discord->mode.replay_breaks--;
        gateway_send(c, "{\"t\":null,\"s\":null,\"op\":7,\"d\":null}");
        return;
    }
    discord->counters.resumed++;
    event_to_session(discord, session, "RESUMED", "{}", 2);
    discord->resumed_us = clock_monotonic_us();
}

/* The session that a RESUME names may still hold its old connection, when only the client saw that one die. */
static void take_over(struct sim_connection *c, struct sim_session *session)
{
    struct sim_connection *old = session->connection;
    if (old) {
        old->session = NULL;
        line_drop(old);
    }
    session->connection = c;
    c->session = session;
}

static void take_resume(struct sim_connection *c, const struct json_value *d)
{
    struct sim_discord *discord = c->discord;
    struct sim_session *session = session_find(&discord->sessions, json_text(json_get(d, "session_id"), ""));
    int64_t seq = json_int(json_get(d, "seq"), -1);
    discord->counters.resumes++;
    if (c->session) {
        gateway_breach(c, 4005, "RESUME on a connection that has a session");
    } else if (!gateway_knows_token(c, d)) {
        gateway_breach(c, 4004, "Authentication failed.");
    } else if (discord->mode.fail_resume) {
        discord->mode.fail_resume--;
        line_drop(c);
    } else if (discord->mode.ignore_resume) {
        return;
    } else if (discord->mode.resume_close) {
        int code = discord->mode.resume_close;
        discord->mode.resume_close = 0;
        line_close(c, code, "");
    } else if (discord->mode.resume_answer[0]) {
        gateway_answer_once(c, discord->mode.resume_answer);
    } else if (!session || seq < 0) {
        gateway_send_invalid_session(c, false);
    } else if ((uint64_t)seq > session->seq) {
        gateway_breach(c, 4007, "RESUME with a sequence that was never sent");
    } else if (!session_can_replay(session, (uint64_t)seq)) {
        gateway_send_invalid_session(c, false);
    } else {
        take_over(c, session);
        replay(c, (uint64_t)seq);
    }
}

static void take_members_request(struct sim_connection *c, const struct json_value *d)
{
    if (json_id(json_get(d, "guild_id")) == WORLD_GUILD_ID)
        members_tell(c->discord, c->session, d);
    else
        gateway_breach(c, 4002, "opcode 8 without a guild of this bot");
}

static void take_nothing(struct sim_connection *c, const struct json_value *d)
{
    (void)c;
    (void)d;
}

static const struct {
    int op;
    bool before_session; /* may come before IDENTIFY */
    void (*take)(struct sim_connection *c, const struct json_value *d);
} OPS[] = {
    {1, true, take_heartbeat}, {2, true, gateway_identify},      {3, false, take_nothing},
    {4, false, take_nothing},  {6, true, take_resume},           {31, false, take_nothing},
    {43, false, take_nothing}, {8, false, take_members_request},
};

static void take_payload(struct sim_connection *c, const struct json_value *payload)
{
    int64_t op = json_int(json_get(payload, "op"), -1);
    for (size_t i = 0; i < ARRAY_LEN(OPS); i++) {
        if (OPS[i].op != op)
            continue;
        if (c->session || OPS[i].before_session)
            OPS[i].take(c, json_get(payload, "d"));
        else
            gateway_breach(c, 4003, "opcode before IDENTIFY");
        return;
    }
    gateway_breach(c, 4001, "unknown opcode");
}

void gateway_message(void *ctx, const char *bytes, size_t length)
{
    struct sim_connection *c = ctx;
    struct json_value *payload;
    if (!limiter_take(&c->received, loop_now_ms(c->discord->loop), 0)) {
        gateway_breach(c, 4008, "more than 120 messages in 60 s");
    } else if (length > PAYLOAD_MOST) {
        gateway_breach(c, 4002, "payload over 4096 bytes");
    } else if (err_is(json_parse(bytes, length, &payload))) {
        gateway_breach(c, 4002, "payload is not JSON");
    } else {
        take_payload(c, payload);
        json_destroy(&payload);
    }
}

void gateway_sweep(struct sim_discord *discord)
{
    uint64_t now = loop_now_ms(discord->loop);
    for (size_t i = discord->line->count; i-- > 0;) {
        struct sim_connection *c = discord->line->open[i];
        if (c->heartbeat_due_ms && now > c->heartbeat_due_ms && !discord->mode.silent)
            gateway_breach(c, 4000, "heartbeat too late");
    }
    sessions_expire(&discord->sessions, now, discord->mode.session_ttl_ms);
}
