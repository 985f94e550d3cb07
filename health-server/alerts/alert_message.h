/* One thing that people are told, and how far each channel has got with it. Plain values. */
#ifndef VIGIE_ALERT_MESSAGE_H
#define VIGIE_ALERT_MESSAGE_H

#include "alert_life.h"

#include <stdbool.h>
#include <stdint.h>

enum alert_channel_id { ALERT_WEBHOOK, ALERT_FALLBACK, ALERT_CHANNELS };

enum alert_delivery {
    ALERT_NOT_FOR_IT, /* the channel is not set */
    ALERT_WAITS,
    ALERT_TAKEN,
    ALERT_GIVEN_UP, /* the channel refused this one message again and again */
};

#define ALERT_ID_SIZE     24
#define ALERT_REASON_SIZE 40
#define ALERT_DETAIL_SIZE 200
#define ALERT_REPAIR_SIZE 480

struct alert_message {
    char id[ALERT_ID_SIZE]; /* the same however often it is sent: "1a2b3c4d-17" */
    enum alert_rule rule;
    enum alert_kind kind;
    int64_t made_ms, since_ms;      /* UTC: when it was made, when the case began */
    uint64_t lasted_s;              /* from then to the making, or to the end of the case */
    unsigned rounds;                /* how often it came, see alert_life.h */
    bool all_clear;                 /* ALERT_OVER, and nothing else is the case */
    char reason[ALERT_REASON_SIZE]; /* of health_rules.def, where the verdict's words say it; "" */
    char detail[ALERT_DETAIL_SIZE]; /* French: the figures */
    char repair[ALERT_REPAIR_SIZE]; /* French: what to do, where the verdict's row does not say it; "" */
    enum alert_delivery delivery[ALERT_CHANNELS];
    unsigned rejected[ALERT_CHANNELS]; /* how often a channel refused it for what it holds */
    uint64_t revision;                 /* of the memory that holds it first, see alert_memory.h; not kept */
};

#endif
