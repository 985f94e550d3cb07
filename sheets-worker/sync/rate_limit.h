/* How fast we may go on with Google after what happened so far: quota, pauses after failures, the space
 * between two writes. Pure; embedded by its user. Survives a restart as text, for Google counts on while we
 * are gone. */
#ifndef VIGIE_RATE_LIMIT_H
#define VIGIE_RATE_LIMIT_H

#include "buffer.h"
#include "minute_quota.h"
#include "outcome.h"

struct rate_limit {
    struct quota quota;
    uint64_t next_write_ms;
    uint64_t unanswered_ms; /* when the write left that is under way, 0: none is */
    /* Reads and writes fail apart: a sheet may be readable and not writable for days. */
    struct {
        struct backoff backoff;
        uint64_t pause_until_ms;
        enum outcome_class last;
    } kinds[2];
};

void rate_limit_init(struct rate_limit *limit);

/* A request leaves. */
void rate_limit_sent(struct rate_limit *limit, enum quota_kind kind, uint64_t now_ms);
/* The write under way was answered, one way or another. */
void rate_limit_answered(struct rate_limit *limit);
void rate_limit_succeeded(struct rate_limit *limit, enum quota_kind kind);
/* A request failed: pauses as its outcome asks. False: no pause and not worth a word, for the next step puts
 * it right (a token may die early, people rename tabs); the second time in a row it is a failure. */
bool rate_limit_failed(struct rate_limit *limit, const struct outcome *outcome, enum quota_kind kind,
                       uint64_t now_ms, uint32_t random);

/* A read succeeded and showed nothing new: no failure, but the next one comes a little later. */
void rate_limit_read_again(struct rate_limit *limit, uint64_t now_ms);

/* Did the last request of this kind succeed, or was there none yet? */
bool rate_limit_works(const struct rate_limit *limit, enum quota_kind kind);

/* No write before `until_ms`. */
void rate_limit_delay_writes(struct rate_limit *limit, uint64_t until_ms);

/* What is left to wait, 0: nothing. */
uint64_t rate_limit_pause_ms(const struct rate_limit *limit, enum quota_kind kind, uint64_t now_ms);
uint64_t rate_limit_spacing_ms(const struct rate_limit *limit, uint64_t now_ms);
uint64_t rate_limit_quota_ms(struct rate_limit *limit, enum quota_kind kind, uint64_t now_ms);
/* For requests that nobody waits for: until half of the minute's budget is left. */
uint64_t rate_limit_spare_ms(struct rate_limit *limit, enum quota_kind kind, uint64_t now_ms);

/* When the requests of the last minute left, for a successor on the same machine. A write that nobody heard
 * the answer of may land after our death: the successor writes nothing for RATE_LIMIT_UNANSWERED_MS after it,
 * and reads before it writes. */
#define RATE_LIMIT_UNANSWERED_MS 5000
void rate_limit_write(const struct rate_limit *limit, struct buffer *out);
/* Ignores what it cannot read and what lies in the future. */
void rate_limit_read(struct rate_limit *limit, const char *text, size_t length, uint64_t now_ms);
/* After rate_limit_read: did the predecessor leave a write that nobody heard the answer of? */
bool rate_limit_inherited_write(const struct rate_limit *limit);

#endif
