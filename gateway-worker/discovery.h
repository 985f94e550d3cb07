/* What GET /gateway/bot says of how to connect: where, in how many shards, how fast. Asked only for settings
 * that say `auto`, and to IDENTIFY several shards at Discord's pace; never required: what was known before
 * stands when no answer comes.
 * https://discord.com/developers/docs/events/gateway#get-gateway-bot */
#ifndef VIGIE_DISCOVERY_H
#define VIGIE_DISCOVERY_H

#include "json_value.h"

#include <stdbool.h>
#include <stdint.h>

struct rest;

struct discovery {
    char url[512];
    unsigned shards; /* 1 to 1000 */
    unsigned max_concurrency;
    bool limits_known;            /* the answer had these two: */
    uint32_t identifies_left;     /* of the day's */
    uint64_t identifies_reset_ms; /* until then; at most a day */
    bool asks_url, asks_shards;   /* else the answer's are of no interest */
    bool is_asked;                /* a question is worth its time */
    bool is_unanswered;           /* it was asked, and no answer came */
    void (*on_found)(void *ctx);  /* discovery_ask */
    void *ctx;
};

/* What settings and a predecessor's session give. `gateway_url` and `shard_count` may be "auto";
 * `kept_shards`: the number of shards that there are sessions of, 0: none, and then a RESUME comes before any
 * question. */
void discovery_init(struct discovery *d, const char *gateway_url, const char *shard_count,
                    unsigned kept_shards);

/* The answer's body. What is missing or absurd in it changes nothing. */
void discovery_read(struct discovery *d, const struct json_value *answer);

/* Asks, and calls `on_found` once: never from inside, after at most five seconds, with or without an answer.
 * `d` lives until then, or until `rest` is destroyed. */
void discovery_ask(struct discovery *d, struct rest *rest, void (*on_found)(void *ctx), void *ctx);

#endif
