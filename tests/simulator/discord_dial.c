/* The first and the last of a Gateway connection: the dial, HELLO, and what is left when the client goes. */
#include "discord_gateway.h"

#include "discord_edge.h"
#include "loop.h"

#include <stdio.h>
#include <string.h>

static void client_left(void *ctx, int code, int breached)
{
    struct sim_connection *c = ctx;
    struct sim_discord *discord = c->discord;
    if (code)
        police_close(&discord->police, code);
    if (breached)
        police_violation(&discord->police, breached,
                         "websocket: protocol error (an unmasked or malformed frame)");
    struct sim_session *session = c->session;
    line_remove(c);
    if (session && (code == 1000 || code == 1001))
        session_end(session);
}

static void mask_is_bad(void *ctx, enum mask_fault fault)
{
    struct sim_connection *c = ctx;
    police_violation(&c->discord->police, 1002, "websocket: %s",
                     fault == MASK_ZERO ? "a mask of zeros" : "the same mask as the frame before");
}

static void say_hello(void *ctx)
{
    struct sim_connection *c = ctx;
    if (c->bad_version) {
        gateway_breach(c, 4012, "the URL does not say v=10");
        return;
    }
    if (c->discord->mode.hello_close) {
        int code = c->discord->mode.hello_close;
        c->discord->mode.hello_close = 0;
        line_close(c, code, "");
        return;
    }
    if (c->discord->mode.no_hello)
        return;
    if (c->discord->mode.greeting[0]) {
        line_send(c, c->discord->mode.greeting, strlen(c->discord->mode.greeting));
        return;
    }
    char text[120];
    snprintf(text, sizeof(text),
             "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":%llu,\"_trace\":[\"sim\"]}}",
             (unsigned long long)c->interval_ms);
    gateway_expect_heartbeat(c);
    c->greeted_ms = loop_now_ms(c->discord->loop);
    line_send(c, text, strlen(text));
}

static bool query_says(const char *query, const char *pair)
{
    size_t length = strlen(pair);
    for (const char *at = strstr(query, pair); at; at = strstr(at + 1, pair))
        if ((at == query || at[-1] == '&') && (at[length] == '&' || !at[length]))
            return true;
    return false;
}

static enum squeeze_kind asked_compression(const char *query)
{
    if (query_says(query, "compress=zlib-stream"))
        return SQUEEZE_ZLIB;
    return query_says(query, "compress=zstd-stream") ? SQUEEZE_ZSTD : SQUEEZE_NONE;
}

/* As asked, or as the mode has it: such servers exist. */
static enum squeeze_kind compression(const struct sim_mode *mode, const char *query)
{
    char forced[sizeof("compress=") + sizeof(mode->compress)];
    snprintf(forced, sizeof(forced), "compress=%s", mode->compress);
    return asked_compression(mode->compress[0] ? forced : query);
}

bool discord_gateway_dial(struct sim_discord *discord, struct st_h2o_req_t *req,
                          const struct sim_request *request, struct sim_response *response)
{
    static const struct websocket_handlers HANDLERS = {say_hello, gateway_message, mask_is_bad, client_left};
    discord->counters.connections++;
    if (discord->mode.refuse) {
        response->fate = SIM_RESET;
        return false;
    }
    struct sim_connection *c = discord->mode.handshake ? NULL : line_add(discord);
    if (!c) {
        int status = discord->mode.handshake ? discord->mode.handshake : 503;
        if (discord->mode.via)
            edge_pass(response, status, discord->mode.retry_after_s);
        else
            edge_answer(response, status, discord->mode.retry_after_s);
        return false;
    }
    c->interval_ms = discord->mode.heartbeat_interval_ms;
    c->bad_version = !query_says(request->query, "v=10");
    c->ws = websocket_accept(discord->loop, req, &HANDLERS, c);
    if (!c->ws) {
        line_remove(c);
        response->status = 400;
        return false;
    }
    c->squeeze = squeeze_create(compression(&discord->mode, request->query));
    websocket_mute(c->ws, discord->mode.silent);
    return true;
}
