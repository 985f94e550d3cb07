/* The bot's lines to the Gateway, one a shard, kept connected for good: dialling, TLS, WebSocket, inflate,
 * HELLO, heartbeats, IDENTIFY or RESUME, reconnection. The shell around transport/ (bytes) and protocol/
 * (rules); everything above it sees dispatches. Owned by main. */
#ifndef VIGIE_GATEWAY_H
#define VIGIE_GATEWAY_H

#include "buffer.h"
#include "err.h"
#include "json_value.h"
#include "metrics.h"
#include "shard_plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gateway;
struct loop;

struct gateway_options {
    const char *token;
    const char *url;           /* wss://… or ws:// on loopback, without query */
    const char *extra_ca_file; /* NULL: none */
    uint32_t intents;
    struct shard_plan shards;
    unsigned max_concurrency; /* IDENTIFYs that Discord allows in five seconds, in as many buckets; 0 as 1 */
    bool limits_known;        /* session_start_limit of /gateway/bot: */
    uint32_t identifies_left;
    uint64_t identifies_reset_ms;
    double latency_warn_s, latency_critical_s;
};

struct gateway_handlers {
    /* Does any feature ask for this event ("MESSAGE_CREATE")? If not, it is dropped unparsed. */
    bool (*wants)(void *ctx, const char *type, size_t length);
    /* A dispatch that was asked for, replayed ones included. `data` lives during the call. The sequence
     * counts as handled when this returns. Events may come twice. `replayed`: by the RESUME of a session that
     * was another life's (shard_replays_earlier_life). */
    void (*on_dispatch)(void *ctx, uint16_t shard, const char *type, const struct json_value *data,
                        bool replayed);
    /* READY: a new session of this shard. `data` is READY's d. What happened since `away_since_ms` (UTC; 0:
     * it was never connected) will not be told any more. */
    void (*on_ready)(void *ctx, uint16_t shard, const struct json_value *data, int64_t away_since_ms);
    /* Something that a successor must know has changed (id, resume URL, sequence, IDENTIFYs): ask
     * gateway_write_session. At most once a second and at each new session. */
    void (*on_session)(void *ctx);
    /* A fatal close code or a refused token: the shard stays silent until it is restarted. `repair` is
     * French. */
    void (*on_fatal)(void *ctx, int close_code, const char *repair);
    /* The WebSocket upgrade is refused because Discord bans this address; no shard dials before
     * `until_wall_ms`. At each such answer; 0: a dial came through. */
    void (*on_ban)(void *ctx, int64_t until_wall_ms);
};

struct gateway *gateway_create(struct loop *loop, const struct gateway_options *options,
                               struct metrics *metrics, const struct gateway_handlers *handlers, void *ctx);

/* Optional, before gateway_start: a second look at an event that is wanted, at the JSON text of its d and
 * before that is parsed. False drops it. Parsing costs ten times what looking for a word does. */
void gateway_screen(struct gateway *gateway, bool (*worth)(void *ctx, const char *type, size_t type_length,
                                                           const char *data, size_t length));

/* Before gateway_start: what gateway_write_session of a predecessor wrote. Malformed or another bot's:
 * ignored. */
void gateway_restore(struct gateway *gateway, const char *body, size_t length);

/* Appends what a successor must know of all shards as it is now: at most SESSION_BODY_MOST bytes of JSON. */
void gateway_write_session(struct gateway *gateway, struct buffer *out);

void gateway_start(struct gateway *gateway);

/* Leaves the Gateway so that the session can be RESUMEd (close code 4000), reports the last session, then
 * calls on_left. At most one second. */
void gateway_leave(struct gateway *gateway, void (*on_left)(void *ctx), void *ctx);

/* Accepts NULL. */
void gateway_destroy(struct gateway **gateway);

#endif
