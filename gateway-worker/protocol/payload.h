/* Gateway payloads: a look at those received without parsing them, and the few that we send.
 * https://discord.com/developers/docs/events/gateway-events#payload-structure
 * Pure. */
#ifndef VIGIE_PAYLOAD_H
#define VIGIE_PAYLOAD_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes */
enum payload_op {
    PAYLOAD_DISPATCH = 0,
    PAYLOAD_HEARTBEAT = 1,
    PAYLOAD_IDENTIFY = 2,
    PAYLOAD_RESUME = 6,
    PAYLOAD_RECONNECT = 7,
    PAYLOAD_INVALID_SESSION = 9,
    PAYLOAD_HELLO = 10,
    PAYLOAD_HEARTBEAT_ACK = 11,
};

/* We may send no more in one payload, else the Gateway closes with 4002. */
#define PAYLOAD_SENT_MOST 4096

#define PAYLOAD_NO_SEQUENCE (-1)

/* Pointers into the text that was looked at. */
struct payload {
    int op;
    int64_t sequence; /* PAYLOAD_NO_SEQUENCE when null or not there */
    const char *type; /* "MESSAGE_CREATE", not terminated; NULL when null or not there */
    size_t type_length;
    const char *data; /* the JSON text of d, not looked into; NULL when not there */
    size_t data_length;
};

/* Reads the members around `d` only: cost does not grow with d when d comes last, as Discord writes it.
 * False: no payload. A true answer says nothing about whether d is good JSON. */
bool payload_look(const char *text, size_t length, struct payload *ret_payload);

bool payload_type_is(const struct payload *payload, const char *type);

/* Appends one payload each. `sequence` may be PAYLOAD_NO_SEQUENCE. A bot that has one shard does not speak of
 * it. */
void payload_write_heartbeat(struct buffer *out, int64_t sequence);
void payload_write_identify(struct buffer *out, const char *token, uint32_t intents, unsigned shard,
                            unsigned shards);
void payload_write_resume(struct buffer *out, const char *token, const char *session_id, int64_t sequence);

#endif
