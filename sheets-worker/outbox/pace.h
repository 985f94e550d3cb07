/* How fast we may go on with Google after what happened so far: quota, pauses after failures, the space
 * between two writes. Pure; embedded by its user. Survives a restart as text, for Google counts on while we
 * are gone. */
#ifndef VIGIE_PACE_H
#define VIGIE_PACE_H

#include "buffer.h"
#include "outcome.h"
#include "quota.h"

struct pace {
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

void pace_init(struct pace *pace);

/* A request leaves. */
void pace_sent(struct pace *pace, enum quota_kind kind, uint64_t now_ms);
/* The write under way was answered, one way or another. */
void pace_answered(struct pace *pace);
void pace_succeeded(struct pace *pace, enum quota_kind kind);
/* A request failed: pauses as its outcome asks. False: no pause and not worth a word, for the next step puts
 * it right (a token may die early, people rename tabs); the second time in a row it is a failure. */
bool pace_failed(struct pace *pace, const struct outcome *outcome, enum quota_kind kind, uint64_t now_ms,
                 uint32_t random);

/* A read succeeded and showed nothing new: no failure, but the next one comes a little later. */
void pace_read_again(struct pace *pace, uint64_t now_ms);

/* Did the last request of this kind succeed, or was there none yet? */
bool pace_works(const struct pace *pace, enum quota_kind kind);

/* No write before `until_ms`. */
void pace_delay_writes(struct pace *pace, uint64_t until_ms);

/* What is left to wait, 0: nothing. */
uint64_t pace_pause_ms(const struct pace *pace, enum quota_kind kind, uint64_t now_ms);
uint64_t pace_spacing_ms(const struct pace *pace, uint64_t now_ms);
uint64_t pace_quota_ms(struct pace *pace, enum quota_kind kind, uint64_t now_ms);
/* For requests that nobody waits for: until half of the minute's budget is left. */
uint64_t pace_spare_ms(struct pace *pace, enum quota_kind kind, uint64_t now_ms);

/* When the requests of the last minute left, for a successor on the same machine. A write that nobody heard
 * the answer of may land after our death: the successor writes nothing for PACE_UNANSWERED_MS after it, and
 * reads before it writes. */
#define PACE_UNANSWERED_MS 5000
void pace_write(const struct pace *pace, struct buffer *out);
/* Ignores what it cannot read and what lies in the future. */
void pace_read(struct pace *pace, const char *text, size_t length, uint64_t now_ms);
/* After pace_read: did the predecessor leave a write that nobody heard the answer of? */
bool pace_inherited_write(const struct pace *pace);

#endif
