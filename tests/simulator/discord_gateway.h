/* A Gateway connection's life: discord_dial.c opens and ends it, discord_gateway.c holds the conversation. */
#ifndef VIGIE_SIM_DISCORD_GATEWAY_H
#define VIGIE_SIM_DISCORD_GATEWAY_H

#include "discord_line.h"

/* One message of the client; `ctx` is its struct sim_connection, which may be gone afterwards. */
void gateway_message(void *ctx, const char *bytes, size_t length);

/* Sets the time by which the next heartbeat must come: half an interval late is tolerated. */
void gateway_expect_heartbeat(struct sim_connection *c);

/* Opcode 2. */
void gateway_identify(struct sim_connection *c, const struct json_value *d);

void gateway_send(struct sim_connection *c, const char *text);
void gateway_send_invalid_session(struct sim_connection *c, bool resumable);
/* What a mode has in the place of an answer; the next one is as usual. */
void gateway_answer_once(struct sim_connection *c, char *text);
bool gateway_knows_token(const struct sim_connection *c, const struct json_value *d);

/* Notes the violation and closes with its code; frees the connection. */
void gateway_breach(struct sim_connection *c, int code, const char *what);

/* Ends connections whose heartbeat is late, and sessions past their time. To be called often. */
void gateway_sweep(struct sim_discord *discord);

#endif
