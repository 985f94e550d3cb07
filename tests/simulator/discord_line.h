/* The Gateway's open connections: sending to one and to all, and doing things to them. The conversation
 * itself is discord_gateway.c. */
#ifndef VIGIE_SIM_DISCORD_LINE_H
#define VIGIE_SIM_DISCORD_LINE_H

#include "discord.h"
#include "limiter.h"
#include "squeeze.h"
#include "websocket.h"

#define CONNECTIONS_MOST 64

struct sim_connection {
    struct sim_discord *discord;
    struct websocket *ws;
    struct squeeze *squeeze;     /* NULL: plain text */
    struct sim_session *session; /* NULL before IDENTIFY or RESUME */
    bool bad_version;            /* ?v= was not 10 */
    uint64_t heartbeat_due_ms;   /* later than this is too late */
    uint64_t interval_ms;        /* what this one was told in HELLO */
    uint64_t greeted_ms;         /* when; 0: not yet, or its first heartbeat has come */
    struct limiter received;     /* 120 in 60 s */
};

struct sim_line {
    struct sim_connection *open[CONNECTIONS_MOST];
    size_t count;
    struct loop_timer *sweep;
};

/* NULL at the cap. */
struct sim_connection *line_add(struct sim_discord *discord);
/* Frees the connection; its session stays for a RESUME. Its websocket must have been let go of. */
void line_remove(struct sim_connection *connection);

/* One payload, through the connection's compression. Nothing is sent in silent mode. */
void line_send(struct sim_connection *connection, const char *text, size_t length);

/* As much of it as the first half of its bytes says; the rest never comes. */
void line_send_half(struct sim_connection *connection, const char *text, size_t length);

/* The ways to end a connection from our side; all free it. */
void line_close(struct sim_connection *connection, int code, const char *reason);
void line_reset(struct sim_connection *connection);
void line_drop(struct sim_connection *connection);

#endif
