/* An incident: a time without interruption in which the service was degraded or down. Plain value. */
#ifndef VIGIE_INCIDENT_H
#define VIGIE_INCIDENT_H

#include "verdict.h"

#include <stdbool.h>
#include <stdint.h>

enum incident_end {
#define INCIDENT_END(id, word, sentence) INCIDENT_##id,
#include "incident_ends.def"
#undef INCIDENT_END
    INCIDENT_ENDS
};

#define INCIDENT_REASON_SIZE 40

struct incident {
    int64_t began_ms;                  /* UTC; what it is known by */
    int64_t ended_ms;                  /* UTC, 0: lasts still */
    enum health_status status;         /* the worst that it came to */
    char reason[INCIDENT_REASON_SIZE]; /* of that status, the first: an id of health_rules.def */
    uint32_t seconds;                  /* how long, by the monotonic clock within one life of the service */
    uint32_t longest_silence_s;        /* longest time without a heartbeat ACK of Discord during it */
    enum incident_end end;
};

const char *incident_end_word(enum incident_end end);     /* "" while it lasts */
const char *incident_end_sentence(enum incident_end end); /* French */
bool incident_end_named(const char *word, enum incident_end *ret_end);

#endif
