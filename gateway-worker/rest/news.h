/* What rest.c's owner hears about all requests together: each ban, refused token and pause once, and one
 * event for each thing that is counted. Embedded by rest.c; needs no cleanup. */
#ifndef VIGIE_NEWS_H
#define VIGIE_NEWS_H

#include "gate.h"
#include "rest.h"

#include <stdbool.h>
#include <stdint.h>

struct news {
    struct rest_handlers handlers;
    void *ctx;
    /* As the owner was told: */
    uint64_t banned_until_ms, paused_until_ms;
    bool unauthorised;
};

void news_event(const struct news *news, enum rest_event event);

/* What is new about the gate. */
void news_gate(struct news *news, const struct gate *gate, uint64_t now_ms);

/* An attempt ended like this, and the gate knows of it. */
void news_attempt(struct news *news, enum rest_outcome outcome, const struct gate *gate, uint64_t now_ms);

#endif
