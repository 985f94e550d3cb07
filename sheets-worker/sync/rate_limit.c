/* Pauses, spacing and their memory. */
#include "rate_limit.h"

#include <inttypes.h>
#include <stdlib.h>

#define LAG_PAUSE_MS     2000
#define WRITE_SPACING_MS 1250 /* Google advises at most one request per second and sheet */

void rate_limit_init(struct rate_limit *p)
{
    *p = (struct rate_limit){0};
    for (int kind = QUOTA_READ; kind <= QUOTA_WRITE; kind++)
        p->kinds[kind].backoff = (struct backoff){.first_ms = 1000, .cap_ms = 30000};
    quota_init(&p->quota);
}

void rate_limit_sent(struct rate_limit *p, enum quota_kind kind, uint64_t now_ms)
{
    quota_take(&p->quota, kind, now_ms);
    if (kind != QUOTA_WRITE)
        return;
    p->next_write_ms = now_ms + WRITE_SPACING_MS;
    p->unanswered_ms = now_ms;
}

void rate_limit_answered(struct rate_limit *p)
{
    p->unanswered_ms = 0;
}

void rate_limit_succeeded(struct rate_limit *p, enum quota_kind kind)
{
    p->kinds[kind].backoff.failures = 0;
    p->kinds[kind].pause_until_ms = 0;
    p->kinds[kind].last = OUTCOME_DONE;
    quota_granted(&p->quota, kind);
}

bool rate_limit_failed(struct rate_limit *p, const struct outcome *outcome, enum quota_kind kind,
                       uint64_t now_ms, uint32_t random)
{
    bool first = rate_limit_works(p, kind);
    p->kinds[kind].last = outcome->class;
    if (first && (outcome->class == OUTCOME_TOKEN || outcome->class == OUTCOME_PLACE))
        return false;
    if (outcome->class == OUTCOME_QUOTA)
        quota_exceeded(&p->quota, kind, now_ms, outcome->retry_after_s, random);
    else if (outcome->retry_after_s)
        p->kinds[kind].pause_until_ms = now_ms + (uint64_t)outcome->retry_after_s * 1000;
    else
        p->kinds[kind].pause_until_ms = now_ms + backoff_failed_spaced(&p->kinds[kind].backoff, random);
    return true;
}

void rate_limit_read_again(struct rate_limit *p, uint64_t now_ms)
{
    p->kinds[QUOTA_READ].pause_until_ms = now_ms + LAG_PAUSE_MS;
}

bool rate_limit_works(const struct rate_limit *p, enum quota_kind kind)
{
    return p->kinds[kind].last == OUTCOME_DONE;
}

void rate_limit_delay_writes(struct rate_limit *p, uint64_t until_ms)
{
    p->next_write_ms = until_ms;
}

static uint64_t left_ms(uint64_t until_ms, uint64_t now_ms)
{
    return until_ms > now_ms ? until_ms - now_ms : 0;
}

uint64_t rate_limit_pause_ms(const struct rate_limit *p, enum quota_kind kind, uint64_t now_ms)
{
    return left_ms(p->kinds[kind].pause_until_ms, now_ms);
}

uint64_t rate_limit_spacing_ms(const struct rate_limit *p, uint64_t now_ms)
{
    return left_ms(p->next_write_ms, now_ms);
}

uint64_t rate_limit_quota_ms(struct rate_limit *p, enum quota_kind kind, uint64_t now_ms)
{
    return quota_wait_ms(&p->quota, kind, now_ms);
}

uint64_t rate_limit_spare_ms(struct rate_limit *p, enum quota_kind kind, uint64_t now_ms)
{
    return quota_spare_ms(&p->quota, kind, now_ms);
}

void rate_limit_write(const struct rate_limit *p, struct buffer *out)
{
    for (int kind = QUOTA_READ; kind <= QUOTA_WRITE; kind++) {
        const struct limiter *l = &p->quota.kinds[kind].limiter;
        buffer_char(out, kind == QUOTA_READ ? 'r' : 'w');
        for (uint32_t i = 0; i < l->used; i++)
            buffer_format(out, " %" PRIu64, l->taken_ms[(l->oldest + i) % l->most]);
        buffer_char(out, '\n');
    }
    if (p->unanswered_ms)
        buffer_format(out, "u %" PRIu64 "\n", p->unanswered_ms);
}

/* One time that the predecessor noted, in the line that begins with `line`. */
static void take_noted(struct rate_limit *p, char line, uint64_t at_ms)
{
    if (line == 'u') {
        rate_limit_delay_writes(p, at_ms + RATE_LIMIT_UNANSWERED_MS);
        p->unanswered_ms = at_ms; /* for a successor of ours too */
    } else {
        quota_take(&p->quota, line == 'w' ? QUOTA_WRITE : QUOTA_READ, at_ms);
    }
}

void rate_limit_read(struct rate_limit *p, const char *text, size_t length, uint64_t now_ms)
{
    char line = 'r';
    for (const char *at = text, *end = text + length; at < end && *at;) {
        char *after;
        uint64_t noted_ms = strtoull(at, &after, 10);
        if (*at == 'r' || *at == 'w' || *at == 'u') {
            line = *at++;
        } else if (after == at) {
            at++;
        } else {
            at = after;
            if (noted_ms <= now_ms) /* else it is of another boot, whose clock began anew */
                take_noted(p, line, noted_ms);
        }
    }
}

bool rate_limit_inherited_write(const struct rate_limit *p)
{
    return p->unanswered_ms != 0;
}
