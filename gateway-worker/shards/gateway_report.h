/* What operators read of the Gateway: the phrases of CONTRACT section 4, and the numbers METRIC_GATEWAY_*.
 * One call per thing that happens to a shard; each is logged here and nowhere else. Embedded by its shard's
 * runner; needs no cleanup. */
#ifndef VIGIE_GATEWAY_REPORT_H
#define VIGIE_GATEWAY_REPORT_H

#include "err.h"
#include "metrics.h"
#include "shard.h"
#include "shard_numbers.h"

struct gateway_report {
    struct metrics *metrics;       /* borrowed */
    struct shard_numbers *numbers; /* borrowed */
    size_t index;                  /* in those */
    uint16_t shard;                /* id */
    double latency_warn_s;
    bool refused_certificate; /* said once per row of failures: it needs a person */
};

/* How a connection ended. */
struct gateway_end {
    uint16_t code;    /* of the peer's Close frame, 0: none */
    struct err e;     /* otherwise why */
    uint64_t wait_ms; /* until the next dial */
    bool resumes;     /* the next connection will RESUME */
    bool is_ban;      /* the upgrade was refused because Discord bans this address */
};

/* `resumes`: a session was handed down by a predecessor. */
void report_start(struct gateway_report *r, bool resumes);
void report_opened(struct gateway_report *r);
/* `compression`: how the connection is compressed, "none" or as its URL says. */
/* `began_ms`: when the session did, UTC. */
void report_ready(struct gateway_report *r, const char *name, const char *compression, int64_t began_ms);
void report_resumed(struct gateway_report *r, uint64_t replayed, int64_t began_ms);
void report_identify(struct gateway_report *r, uint32_t left);
void report_round_trip(struct gateway_report *r, double seconds, int64_t wall_ms);
/* The ACK of a heartbeat is still not there after so long. */
void report_slow(double seconds);
/* `from`: what was being done when it ended. */
void report_end(struct gateway_report *r, enum shard_state from, const struct gateway_end *end);
void report_fatal(struct gateway_report *r, enum shard_state from, const struct gateway_end *end,
                  const char *repair, const char *english_repair);
void report_left(struct gateway_report *r);
/* A fresh connection could not be read: what is asked for from now on. */
void report_fallback(struct gateway_report *r, const char *compression);
/* The Gateway sent, or asked for, what cannot be read or allowed. */
void report_garbled(struct gateway_report *r, struct err e);

#endif
